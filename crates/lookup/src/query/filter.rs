use super::Day;

/// What a message must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// `model:` whose model's name holds this, in any case.
    Model(String),
    /// `from:` who wrote it.
    From(Author),
    /// `kind:` what kind of session it stands in.
    Kind(Kind),
    /// `before:` this day.
    Before(Day),
    /// `after:` on this day or later.
    After(Day),
    /// `has:` what it has.
    Has(Has),
    /// `lang:` the language it is written in (BCP 47, primary subtag).
    Language(String),
    /// `voted:` what was thought of it.
    Voted(Voted),
}

/// A closed set of values, by the words they are typed as; the first is shown.
pub(super) trait Named: Copy + 'static {
    const ALL: &'static [(&'static [&'static str], Self)];

    fn named(typed: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(names, _)| names.contains(&typed));
        found.map(|(_, one)| *one)
    }

    fn names() -> Vec<String> {
        Self::ALL.iter().filter_map(|(names, _)| names.first()).map(|&name| name.into()).collect()
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The user.
    Me,
    /// A model.
    Model,
}

impl Named for Author {
    const ALL: &'static [(&'static [&'static str], Self)] =
        &[(&["me", "user", "you"], Self::Me), (&["model", "assistant", "reply"], Self::Model)];
}

/// The kind of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One model answers.
    Chat,
    /// Several answer side by side.
    Comparison,
}

impl Named for Kind {
    const ALL: &'static [(&'static [&'static str], Self)] =
        &[(&["chat"], Self::Chat), (&["comparison", "compare"], Self::Comparison)];
}

/// What a message may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// A file.
    Attachment,
    /// A picture.
    Image,
    /// A block of code.
    Code,
    /// Reasoning that the model told.
    Reasoning,
    /// A vote on its turn.
    Vote,
    /// Stars or a comment.
    Rating,
    /// It failed or was interrupted.
    Failure,
}

impl Named for Has {
    const ALL: &'static [(&'static [&'static str], Self)] = &[
        (&["attachment", "file"], Self::Attachment),
        (&["image", "picture"], Self::Image),
        (&["code"], Self::Code),
        (&["reasoning"], Self::Reasoning),
        (&["vote"], Self::Vote),
        (&["rating"], Self::Rating),
        (&["failure", "error"], Self::Failure),
    ];
}

/// What was voted on a message's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voted {
    /// Anything.
    Yes,
    /// Nothing.
    No,
    /// This reply was among the best.
    Best,
    /// Several were the best.
    Tie,
    /// None was.
    Bad,
}

impl Named for Voted {
    const ALL: &'static [(&'static [&'static str], Self)] = &[
        (&["yes", "any"], Self::Yes),
        (&["no", "none"], Self::No),
        (&["best", "won"], Self::Best),
        (&["tie"], Self::Tie),
        (&["bad"], Self::Bad),
    ];
}
