//! Prints what would be said of the markdown on standard input: `speak hi < reply.md`.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::io::Read;

use prose::{Manner, speakable};

fn main() -> std::io::Result<()> {
    let language = std::env::args().nth(1).unwrap_or_else(|| "en".to_owned());
    let mut markdown = String::new();
    std::io::stdin().read_to_string(&mut markdown)?;
    for said in speakable(&markdown, &Manner::of(&language)) {
        println!("{:?}\t{:?}\t{}", said.pause, said.utf16, said.words);
    }
    Ok(())
}
