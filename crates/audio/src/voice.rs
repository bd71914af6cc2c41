//! How likely it is that a frame holds speech.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, NodeId};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::RATE;
use crate::error::{Error, Kind, Result};
use crate::phrases::FRAME;

/// Samples of the frame before that Silero's network wants to see again.
const CONTEXT: usize = 64;

/// Frames of the network's memory: two layers of 128.
const MEMORY: [usize; 3] = [2, 1, 128];

/// What tells speech from everything else; cheap to clone.
#[derive(Clone)]
pub struct VoiceModel(Option<Arc<Silero>>);

struct Silero {
    model: Model,
    input: NodeId,
    memory: NodeId,
    rate: NodeId,
    output: NodeId,
    next: NodeId,
}

impl VoiceModel {
    /// Silero VAD v6 from its ONNX file, or the small built-in network where there is no file.
    ///
    /// A file that is there but is no such model is an error of [`Kind::Model`].
    pub fn load(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::built_in());
        }
        let unusable = || Error::new(Kind::Model, "the model that tells speech cannot be used");
        let model = Model::load_file(path).map_err(|error| unusable().from(error))?;
        let node = |name| model.node_id(name).map_err(|error| unusable().from(error));
        let (input, memory, rate) = (node("input")?, node("state")?, node("sr")?);
        let (output, next) = (node("output")?, node("stateN")?);
        Ok(VoiceModel(Some(Arc::new(Silero { model, input, memory, rate, output, next }))))
    }

    /// The small network that needs no file; it takes some noise for speech.
    pub fn built_in() -> Self {
        VoiceModel(None)
    }

    /// Whether this is the network from the file.
    pub fn is_silero(&self) -> bool {
        self.0.is_some()
    }

    /// A detector for one stream.
    pub fn detector(&self) -> Detector {
        Detector(match &self.0 {
            Some(silero) => Net::Silero {
                silero: Arc::clone(silero),
                memory: Tensor::zeros(&MEMORY),
                context: vec![0.0; CONTEXT],
            },
            None => Net::BuiltIn(earshot::Detector::default_boxed()),
        })
    }
}

impl std::fmt::Debug for VoiceModel {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(if self.is_silero() { "VoiceModel(Silero)" } else { "VoiceModel(built in)" })
    }
}

/// Listens to one stream of 16 kHz sound.
pub struct Detector(Net);

enum Net {
    Silero { silero: Arc<Silero>, memory: Tensor<f32>, context: Vec<f32> },
    BuiltIn(Box<earshot::Detector<earshot::DefaultPredictor>>),
}

impl Detector {
    /// The likelihood, 0 to 1, of speech in the next 512 samples.
    pub fn likelihood(&mut self, frame: &[f32; FRAME]) -> Result<f32> {
        match &mut self.0 {
            Net::BuiltIn(net) => {
                Ok(frame.chunks_exact(256).map(|half| net.predict_f32(half)).fold(0.0, f32::max))
            }
            Net::Silero { silero, memory, context } => {
                let mut seen = context.clone();
                seen.extend_from_slice(frame);
                context.copy_from_slice(&frame[FRAME - CONTEXT..]);
                silero.run(seen, memory)
            }
        }
    }
}

impl std::fmt::Debug for Detector {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Detector")
    }
}

impl Silero {
    fn run(&self, seen: Vec<f32>, memory: &mut Tensor<f32>) -> Result<f32> {
        let failed = || Error::new(Kind::Model, "the model that tells speech failed");
        let seen = NdTensor::from_data([1, FRAME + CONTEXT], seen);
        let rate = Tensor::from(RATE as i32);
        let inputs = vec![
            (self.input, seen.view().into()),
            (self.memory, memory.view().into()),
            (self.rate, rate.view().into()),
        ];
        let [output, next] = self
            .model
            .run_n(inputs, [self.output, self.next], None)
            .map_err(|error| failed().from(error))?;
        *memory = next.try_into().map_err(|_| failed())?;
        let output: Tensor<f32> = output.try_into().map_err(|_| failed())?;
        output.iter().next().copied().ok_or_else(failed)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::phrases::{Phrases, Turn};

    /// Brought by `cargo xtask setup`.
    fn silero() -> VoiceModel {
        let file = "../../target/models/silero-vad-v6.onnx";
        let model = VoiceModel::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(model.is_silero(), "run `cargo xtask setup`");
        model
    }

    fn phrases(model: &VoiceModel, sound: &[f32]) -> usize {
        let mut detector = model.detector();
        let mut phrases = Phrases::new(Duration::from_millis(700));
        let mut turns = Vec::new();
        for frame in sound.as_chunks::<FRAME>().0 {
            phrases.feed(frame, detector.likelihood(frame).unwrap(), &mut turns);
        }
        phrases.finish(&mut turns);
        turns.iter().filter(|turn| **turn == Turn::Ended).count()
    }

    #[test]
    fn silence_and_noise_are_no_phrase() {
        let mut state = 1u32;
        for loud in [0.0, 0.02, 0.3] {
            let noise: Vec<f32> = (0..10 * RATE)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ((state >> 8) as f32 / (1 << 23) as f32 - 1.0) * loud
                })
                .collect();
            assert_eq!(phrases(&silero(), &noise), 0, "noise of {loud}");
        }
    }

    #[test]
    fn without_a_file_the_built_in_network_serves_and_a_bad_file_is_told() {
        assert!(!VoiceModel::load(Path::new("/nowhere.onnx")).unwrap().is_silero());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.onnx");
        std::fs::write(&path, b"no model").unwrap();
        assert_eq!(VoiceModel::load(&path).unwrap_err().kind, Kind::Model);
    }
}
