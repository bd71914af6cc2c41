/// A count of bytes for the reader, in decimal units as disks are sold.
pub(super) fn bytes(count: u64) -> String {
    let scaled = |unit: f64| (count as f64 / unit * 10.0).round() / 10.0;
    match count {
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{} kB", scaled(1e3)),
        1_000_000..1_000_000_000 => format!("{} MB", scaled(1e6)),
        1_000_000_000.. => format!("{} GB", scaled(1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_short() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(491_400_064), "491.4 MB");
        assert_eq!(bytes(1_117_320_736), "1.1 GB");
    }
}
