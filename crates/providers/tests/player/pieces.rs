use super::{Checked, Recording, play, shown};

/// Fed in two pieces cut at any byte, or in many of one size, the answer decodes to the same.
pub(crate) fn make_no_difference(recording: &Recording) -> Checked {
    if recording.expected.status.is_some() {
        return Ok(());
    }
    let (reply, dialect) = (recording.reply.as_slice(), recording.dialect);
    let whole = play(dialect, [reply]);
    for size in [1, 2, 3, 7, 64, 1460] {
        let played = play(dialect, reply.chunks(size));
        if played != whole {
            return Err(format!("pieces of {size}: {}", shown(&played)).into());
        }
    }
    for cut in 0..=reply.len() {
        let played = play(dialect, [&reply[..cut], &reply[cut..]]);
        if played != whole {
            return Err(format!("two pieces cut at {cut}: {}", shown(&played)).into());
        }
    }
    Ok(())
}
