//! The keychain as a program, which stands in for the app in the tests: `get PROVIDER`,
//! `set PROVIDER` (the key is read from the standard input), `remove PROVIDER`, `check`.

use std::io::{Read, Write};
use std::process::ExitCode;

use keychain::{Keychain, Result, Zeroizing};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (said, code) = match act(&words).await {
        Ok(said) => (said, ExitCode::SUCCESS),
        Err(error) => (Zeroizing::new(format!("{error:?}")), ExitCode::FAILURE),
    };
    match writeln!(std::io::stdout(), "{}", said.as_str()) {
        Ok(()) => code,
        Err(_) => ExitCode::FAILURE,
    }
}

async fn act(words: &[&str]) -> Result<Zeroizing<String>> {
    let keychain = Keychain::system();
    match words {
        ["check"] => keychain.check().await?,
        ["get", provider] => {
            return Ok(keychain
                .get(provider)
                .await?
                .unwrap_or_else(|| Zeroizing::new("none".into())));
        }
        ["set", provider] => {
            let mut key = Zeroizing::new(String::new());
            if std::io::stdin().read_to_string(&mut key).is_err() {
                return Ok(Zeroizing::new("no key".into()));
            }
            keychain.set(provider, key).await?;
        }
        ["remove", provider] => keychain.remove(provider).await?,
        _ => return Ok(Zeroizing::new("check | get NAME | set NAME | remove NAME".into())),
    }
    Ok(Zeroizing::new("done".into()))
}
