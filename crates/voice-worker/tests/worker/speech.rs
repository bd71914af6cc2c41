//! What people have said is written down.

use model::{ErrorKind, Hearing};

use crate::desk::{BASE, TINY, file_of, hear, hearing, spoken};
use crate::sounds::{BECKETT, SECOND, TWO_CITIES, said, word_errors};

#[tokio::test]
async fn human_speech_is_written_down_with_its_times() {
    let hearing = hearing();
    for (model, name, text) in [
        (TINY, "two_cities.wav", TWO_CITIES),
        (TINY, "beckett.wav", BECKETT),
        (BASE, "two_cities.wav", TWO_CITIES),
    ] {
        let sound = said(name);
        let length = (sound.len() * 1000 / SECOND) as u32;
        let heard = hear(&hearing, model, file_of(sound), Hearing::default()).await.unwrap();
        let transcript = heard.transcript;
        let wrong = word_errors(text, &transcript.text);
        assert!(wrong <= 0.05, "{model} has {wrong} of {name} wrong: {}", transcript.text);
        assert_eq!(transcript.language.as_deref(), Some("en"), "{model}");
        let all: Vec<&str> = transcript.segments.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(all.join(" "), transcript.text, "the parts are the whole");
        for part in &transcript.segments {
            assert!(part.start_ms < part.end_ms && part.end_ms <= length, "{part:?}");
        }
        assert!(transcript.segments.is_sorted_by_key(|part| part.start_ms), "in order");
        assert!(heard.partials.is_empty(), "nothing was asked for meanwhile");
    }
}

#[tokio::test]
async fn what_is_being_said_is_told_before_it_ends_and_what_is_committed_only_grows() {
    let hearing = hearing();
    let options = Hearing { partials: true, ..Hearing::default() };
    let sound = said("two_cities.wav")[..24 * SECOND].to_vec();
    let heard = hear(&hearing, TINY, spoken(sound), options).await.unwrap();
    assert!(heard.partials.len() >= 2, "{:?}", heard.partials);
    let mut before = String::new();
    for (committed, _) in &heard.partials {
        assert!(committed.starts_with(&before), "{before:?} became {committed:?}");
        before.clone_from(committed);
    }
    assert!(!before.is_empty(), "a part was written down for good");
    assert!(heard.transcript.text.starts_with(&before), "and it is how the whole begins");
    let read: String = TWO_CITIES.split(". In short").next().unwrap().into();
    let read = read.split(", we were all").next().unwrap();
    let wrong = word_errors(read, &heard.transcript.text);
    assert!(wrong <= 0.1, "{wrong}: {}", heard.transcript.text);
}

#[tokio::test]
async fn a_word_before_and_after_much_silence_is_kept() {
    let beckett = said("beckett.wav");
    let phrase = &beckett[6 * SECOND..beckett.len()];
    for (before, after) in [(0, 0), (0, 7), (7, 0), (40, 3)] {
        let mut sound = vec![0.0; before * SECOND];
        sound.extend_from_slice(phrase);
        sound.resize(sound.len() + after * SECOND, 0.0);
        let heard = hear(&hearing(), TINY, file_of(sound), Hearing::default()).await.unwrap();
        let wrong = word_errors("Fail again. Fail better.", &heard.transcript.text);
        assert!(wrong < 0.01, "{before} and {after}: {:?}", heard.transcript);
        let first = heard.transcript.segments[0].start_ms as usize;
        assert!(first.abs_diff(before * 1000) <= 1200, "{before} s before: {first} ms");
    }
}

#[tokio::test]
async fn an_english_recogniser_refuses_hindi_and_goes_on() {
    let hearing = hearing();
    let hindi = Hearing { language: Some("hi".into()), ..Hearing::default() };
    let error = hear(&hearing, TINY, file_of(said("beckett.wav")), hindi).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert!(error.message.contains("English"), "{error}");
    let english = Hearing { language: Some("en-GB".into()), ..Hearing::default() };
    let heard = hear(&hearing, TINY, file_of(said("beckett.wav")), english).await.unwrap();
    assert!(heard.transcript.text.contains("Fail better"), "{:?}", heard.transcript);
}

#[tokio::test]
async fn terms_bias_what_is_heard() {
    let beckett = said("beckett.wav");
    let phrase = beckett[..3 * SECOND].to_vec();
    let plain = hear(&hearing(), TINY, file_of(phrase.clone()), Hearing::default()).await.unwrap();
    assert!(!plain.transcript.text.contains("Trijd"), "{:?}", plain.transcript);
    let options =
        Hearing { terms: vec!["Evar Trijd".into(), "Evar Fayled".into()], ..Hearing::default() };
    let biased = hear(&hearing(), TINY, file_of(phrase), options).await.unwrap();
    assert!(biased.transcript.text.contains("Evar"), "{:?}", biased.transcript);
}
