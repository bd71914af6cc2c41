use std::io::Write;

use super::Page;
use super::walk::{author, remarks, title, walk, when};
use crate::Result;

/// Writes a session as plain text.
pub fn plain(page: &Page<'_>, target: &mut impl Write) -> Result<()> {
    let title = title(page);
    writeln!(target, "{title}\n{}\n", "=".repeat(title.chars().count().min(80)))?;
    if let Some(prompt) = &page.session.parameters.0.system_prompt {
        writeln!(target, "System\n\n{}\n", prompt.trim_end())?;
    }
    for shown in walk(page) {
        let message = shown.message;
        let mut head = vec![author(message).to_owned(), when(message.created_at)];
        head.extend(remarks(&shown));
        writeln!(target, "--- {} ---\n", head.join(" · "))?;
        for attached in &message.attachments {
            match (page.file)(attached) {
                Some(to) => writeln!(target, "({}: {to})\n", attached.name)?,
                None => writeln!(target, "({})\n", attached.name)?,
            }
        }
        writeln!(target, "{}\n", message.text.trim_end())?;
        if let Some(failure) = &message.failure {
            writeln!(target, "({})\n", failure.message)?;
        }
    }
    Ok(())
}
