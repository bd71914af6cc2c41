//! A sound server with a loudspeaker that plays into nothing and a microphone that a test fills.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::Duration;

use super::place::Place;
use super::seat;
use crate::failure::{Result, While};
use crate::patience::wait_for;
use crate::process::{Owned, bound};

const LIMIT: Duration = Duration::from_secs(20);

/// `norewinds` is what makes a null sink deliver at once: without it the server wakes every two
/// seconds and loses the first half second of what is played.
const CONFIGURATION: &str = "\
load-module module-native-protocol-unix
load-module module-null-sink norewinds=1 sink_name=speaker rate=48000 channels=2 \
sink_properties=device.description=VirtualSpeaker
load-module module-null-sink norewinds=1 sink_name=micsink rate=48000 channels=2 \
sink_properties=device.description=VirtualMicSink
load-module module-remap-source source_name=mic master=micsink.monitor \
source_properties=device.description=VirtualMic
set-default-sink speaker
set-default-source mic
";

/// Starts the server, adds its address to the environment and waits until it takes connections.
pub(crate) fn start(
    environment: &mut BTreeMap<&'static str, OsString>,
    place: &Place,
) -> Result<Owned> {
    let configuration = place.path("sound.pa");
    std::fs::write(&configuration, CONFIGURATION).during("writing the sound server's settings")?;
    let socket = place.path("run/pulse/native");
    let mut command = bound("pulseaudio");
    command
        .arg("-n")
        .arg("-F")
        .arg(&configuration)
        .args(["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"])
        .args(["--log-level=error", "--log-target=stderr"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(place.log("sound")?);
    let mut server = Owned::start("pulseaudio", seat(&mut command, environment))?;
    wait_for("the sound server of the virtual desk", LIMIT, || {
        server.check()?;
        Ok(UnixStream::connect(&socket).ok())
    })?;
    let mut address = OsString::from("unix:");
    address.push(&socket);
    environment.insert("PULSE_SERVER", address);
    Ok(server)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use crate::desk::Desk;
    use crate::process;

    #[test]
    fn a_desk_has_a_loudspeaker_and_a_microphone() {
        let desk = Desk::start().unwrap();
        let mut ask = Command::new("pactl");
        let info = process::output(desk.seat(ask.arg("info"))).unwrap();
        assert!(info.contains("Default Sink: speaker"), "{info}");
        assert!(info.contains("Default Source: mic"), "{info}");
    }
}
