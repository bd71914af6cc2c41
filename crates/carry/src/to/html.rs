use std::io::Write;

use model::Role;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::Page;
use super::walk::{author, remarks, title, walk, when};
use crate::Result;

/// Light and dark, on a screen and on paper, from nothing but what stands in the page.
const STYLE: &str = include_str!("page.css");

/// Writes a session as one HTML page that needs nothing else.
///
/// Whatever stands in a message, no script, style, frame or address can come through: HTML in it is
/// shown as text, links lead to `http`, `https` and `mailto` alone, pictures from elsewhere become
/// links, and the page forbids the rest itself (`Content-Security-Policy`).
pub fn html(page: &Page<'_>, target: &mut impl Write) -> Result<()> {
    let name = escaped(&title(page));
    write!(
        target,
        "<!doctype html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n\
        <meta http-equiv=\"Content-Security-Policy\" \
        content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n\
        <meta name=\"referrer\" content=\"no-referrer\">\n\
        <title>{name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
        <header><h1 dir=\"auto\">{name}</h1><p>{}</p></header>\n",
        when(page.session.created_at)
    )?;
    if let Some(prompt) = &page.session.parameters.0.system_prompt {
        writeln!(target, "<article><h2>System</h2>\n{}</article>", rendered(prompt))?;
    }
    for shown in walk(page) {
        let message = shown.message;
        let class = if message.role == Role::Assistant { "reply" } else { "prompt" };
        let mut head = vec![when(message.created_at)];
        head.extend(remarks(&shown));
        writeln!(
            target,
            "<article class=\"{class}\">\n<h2>{}</h2><p class=\"about\">{}</p>",
            escaped(author(message)),
            escaped(&head.join(" · ")),
        )?;
        if !message.reasoning.trim().is_empty() {
            let reasoning = rendered(&message.reasoning);
            writeln!(target, "<details><summary>Reasoning</summary>\n{reasoning}</details>")?;
        }
        for attached in &message.attachments {
            let (name, file) = (escaped(&attached.name), (page.file)(attached));
            match file.map(|to| escaped(&to)) {
                Some(to) if attached.media_type.starts_with("image/") => {
                    writeln!(target, "<p><img src=\"{to}\" alt=\"{name}\"></p>")?;
                }
                Some(to) => {
                    writeln!(target, "<p><a href=\"{to}\" download=\"{name}\">{name}</a></p>")?
                }
                None => writeln!(target, "<p class=\"about\">{name}</p>")?,
            }
        }
        writeln!(target, "<div dir=\"auto\">\n{}</div>", rendered(&message.text))?;
        if let Some(failure) = &message.failure {
            writeln!(target, "<p class=\"failure\">{}</p>", escaped(&failure.message))?;
        }
        writeln!(target, "</article>")?;
    }
    writeln!(target, "</main>\n</body>\n</html>")?;
    Ok(())
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Markdown as HTML that can be trusted.
fn rendered(text: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    // Whether each link that is open was let through.
    let mut open = Vec::new();
    let events = Parser::new_ext(text, options).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            open.push(leads_somewhere(&dest_url));
            let link = Tag::Link { link_type, dest_url, title, id };
            open.last().copied().unwrap_or(false).then_some(Event::Start(link))
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            open.push(leads_somewhere(&dest_url));
            let link = Tag::Link { link_type, dest_url, title, id };
            open.last().copied().unwrap_or(false).then_some(Event::Start(link))
        }
        Event::End(TagEnd::Link | TagEnd::Image) => {
            open.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link))
        }
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        event => Some(event),
    });
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn leads_somewhere(to: &CowStr<'_>) -> bool {
    let to = to.trim_start().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| to.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_comes_through() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](  JaVaScRiPt:alert(1))",
            "![x](javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "<https://ok.example/\" onclick=\"alert(1)>",
            "```\"><script>\n</code></pre><script>alert(1)</script>\n```",
            "| <svg onload=alert(1)> |\n|---|\n| <iframe src=//x> |",
            "[x]: javascript:alert(1)\n[x]",
            "<style>body{display:none}</style>",
        ] {
            let html = rendered(text);
            for tag in html.split('<').skip(1) {
                let tag = tag.split('>').next().unwrap_or_default().to_lowercase();
                let name: String =
                    tag.chars().take_while(|c| *c == '/' || c.is_ascii_alphanumeric()).collect();
                assert!(!["script", "img", "svg", "iframe", "style"].contains(&&*name), "{html}");
                assert!(!tag.contains(" on") || name == "a" && !tag.contains("\" on"), "{html}");
                assert!(!tag.contains("javascript:") && !tag.contains("data:"), "{html}");
            }
        }
        assert!(rendered("[x](https://a.example)").contains("href=\"https://a.example\""));
        assert!(rendered("| a |\n|---|\n| b |").contains("<table>"));
        assert!(rendered("`<b>`").contains("<code>&lt;b&gt;</code>"));
    }
}
