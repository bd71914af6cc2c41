use std::io::Write;

use super::Page;
use super::walk::{author, remarks, title, walk, when};
use crate::Result;

/// Writes a session as Markdown. What models and people wrote stands in it as they wrote it.
pub fn markdown(page: &Page<'_>, target: &mut impl Write) -> Result<()> {
    writeln!(target, "# {}\n", title(page))?;
    writeln!(target, "{}\n", when(page.session.created_at))?;
    if let Some(prompt) = &page.session.parameters.0.system_prompt {
        writeln!(target, "## System\n\n{}\n", prompt.trim_end())?;
    }
    for shown in walk(page) {
        let message = shown.message;
        let mut head = vec![when(message.created_at)];
        head.extend(remarks(&shown));
        writeln!(target, "## {}\n\n*{}*\n", author(message), head.join(" · "))?;
        if !message.reasoning.trim().is_empty() {
            for line in message.reasoning.trim().lines() {
                writeln!(target, "> {line}")?;
            }
            writeln!(target)?;
        }
        for attached in &message.attachments {
            let name = attached.name.replace(['[', ']', '\n', '\r'], " ");
            match (page.file)(attached) {
                Some(to) if attached.media_type.starts_with("image/") => {
                    writeln!(target, "![{name}](<{to}>)\n")?;
                }
                Some(to) => writeln!(target, "[{name}](<{to}>)\n")?,
                None => writeln!(target, "({name})\n")?,
            }
        }
        writeln!(target, "{}\n", message.text.trim_end())?;
        if let Some(failure) = &message.failure {
            writeln!(target, "*{}*\n", failure.message.replace('\n', " "))?;
        }
        if let Some(rating) = &message.rating {
            let stars = "★".repeat(usize::from(rating.stars.unwrap_or(0)));
            writeln!(target, "{stars} {}\n", rating.comment.replace('\n', " "))?;
        }
    }
    Ok(())
}
