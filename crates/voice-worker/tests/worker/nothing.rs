//! Where nobody speaks, nothing is written down.

use model::Hearing;

use crate::desk::{BASE, TINY, file_of, hear, hearing, spoken};
use crate::sounds::{SECOND, music, noise, rumble};

fn nobody() -> Vec<(&'static str, Vec<f32>)> {
    let hum = |at: usize| 0.1 * (at as f32 * 50.0 / SECOND as f32 * std::f32::consts::TAU).sin();
    let clicks = noise(5 * SECOND).enumerate().map(|(at, sample)| {
        let since = (at % 4001) as f32;
        0.4 * sample * (-since / 60.0).exp()
    });
    let breath = noise(6 * SECOND).enumerate().map(|(at, sample)| {
        let swell = (at as f32 / SECOND as f32 * 0.3 * std::f32::consts::TAU).sin().max(0.0);
        0.05 * sample * swell
    });
    vec![
        ("silence", vec![0.0; 5 * SECOND]),
        ("hiss", noise(5 * SECOND).map(|sample| 0.05 * sample).collect()),
        ("faint hiss", noise(5 * SECOND).map(|sample| 0.003 * sample).collect()),
        ("rumble", rumble(5 * SECOND)),
        ("hum", (0..5 * SECOND).map(hum).collect()),
        ("clicks", clicks.collect()),
        ("breath", breath.collect()),
        ("music", music(20)),
    ]
}

async fn nothing_is_heard(model: &str) {
    let hearing = hearing();
    for (name, sound) in nobody() {
        let options = Hearing { partials: true, ..Hearing::default() };
        let heard = hear(&hearing, model, file_of(sound), options).await.unwrap();
        assert_eq!(heard.transcript.text, "", "{name}");
        assert!(heard.transcript.segments.is_empty(), "{name}");
        assert!(heard.partials.is_empty(), "{name} was told as {:?}", heard.partials);
    }
}

#[tokio::test]
async fn silence_noise_and_music_give_nothing() {
    nothing_is_heard(TINY).await;
}

#[tokio::test]
async fn silence_noise_and_music_give_nothing_with_the_usual_recogniser_either() {
    nothing_is_heard(BASE).await;
}

#[tokio::test]
async fn a_microphone_in_a_silent_room_tells_nothing_meanwhile() {
    let room: Vec<f32> = noise(4 * SECOND).map(|sample| 0.002 * sample).collect();
    let options = Hearing { partials: true, ..Hearing::default() };
    let heard = hear(&hearing(), TINY, spoken(room), options).await.unwrap();
    assert!(heard.partials.is_empty() && heard.transcript.text.is_empty(), "{heard:?}");
}
