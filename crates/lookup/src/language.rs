//! Which language a text is in.

use whatlang::{Lang, detect};

/// The language of a text (BCP 47), where it can be told with confidence.
pub fn language(text: &str) -> Option<String> {
    // The beginning tells it: what follows only costs time.
    let text = &text[..text.floor_char_boundary(1_000)];
    let found = detect(text).filter(|found| found.is_reliable())?;
    Some(tag(found.lang()).to_owned())
}

/// BCP 47 wants the shortest code (RFC 5646, section 2.2.1): two letters where ISO 639-1 has them.
fn tag(lang: Lang) -> &'static str {
    let code = lang.code();
    SHORT.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

/// The languages that can be told, by ISO 639-3 and 639-1.
const SHORT: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_names_its_language_where_it_can_be_told() {
        for (text, expected) in [
            ("What is the capital of France?", Some("en")),
            ("Write a poem about the sea.", None),
            ("मुझे यह समझाओ कि झूलता हुआ पुल अपना भार कैसे उठाता है और हवा में क्यों नहीं गिरता है।", Some("hi")),
            ("ஒரு பாலம் எப்படி சுமையைத் தாங்குகிறது?", Some("ta")),
            ("কীভাবে একটি সেতু ভার বহন করে?", Some("bn")),
            ("橋はどのように荷重を支えますか。", Some("ja")),
            ("42", None),
            ("", None),
        ] {
            assert_eq!(language(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn every_language_that_can_be_told_has_a_short_code() {
        for lang in Lang::all() {
            assert_eq!(tag(*lang).len(), 2, "{lang:?}");
        }
    }
}
