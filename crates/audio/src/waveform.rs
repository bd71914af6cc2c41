//! A picture of a recording.

/// The loudest sample, 0 to 1, of each of `count` equal parts of a recording.
pub fn waveform(samples: &[f32], count: usize) -> Vec<f32> {
    (0..count)
        .map(|part| {
            let (from, to) = (part * samples.len() / count, (part + 1) * samples.len() / count);
            samples[from..to].iter().fold(0.0, |most, sample| sample.abs().max(most)).min(1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_shows_its_loudest_sample() {
        assert_eq!(waveform(&[0.1, -0.5, 0.2, 0.0], 2), [0.5, 0.2]);
        assert_eq!(waveform(&[2.0], 1), [1.0], "never more than full");
        assert_eq!(waveform(&[], 3), [0.0; 3], "nothing is silent");
        assert!(waveform(&[1.0], 0).is_empty());
    }
}
