/// The words of all lines of a list whose heading begins with `kind`. A line is
/// `kind language: word word`; one that begins with `#` is a remark.
pub(crate) fn words<'a>(list: &'a str, kind: &'a str) -> impl Iterator<Item = &'a str> {
    list.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .filter(move |(heading, _)| heading.starts_with(kind))
        .flat_map(|(_, words)| words.split_whitespace())
}
