use super::tokens::{Token, tokens};

/// Deeper formulas are read flat from there on.
const DEEPEST: usize = 24;

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Number(String),
    /// A letter or a sign.
    One(char),
    /// A command that stands for itself: a Greek letter, a relation.
    Named(String),
    /// Words within the formula.
    Words(String),
    /// Letters that belong together: the name of an operator.
    Row(Vec<Node>),
    Fraction(Box<Node>, Box<Node>),
    Choose(Box<Node>, Box<Node>),
    Root(Option<Box<Node>>, Box<Node>),
    Scripts {
        base: Box<Node>,
        sub: Option<Box<Node>>,
        sup: Option<Box<Node>>,
    },
    Prime(Box<Node>, usize),
    /// A mark above: a bar, a hat, an arrow.
    Marked(&'static str, Box<Node>),
    /// Rows of cells, and whether they are a matrix.
    Rows(Vec<Vec<Node>>, bool),
    /// What stands between two bars.
    Absolute(Box<Node>),
}

/// The parts of a formula.
pub(super) fn formula(tex: &str) -> Vec<Node> {
    let mut parser = Parser { tokens: tokens(tex), at: 0, depth: 0 };
    let mut found = Vec::new();
    while parser.at < parser.tokens.len() {
        found.extend(parser.row());
        // A brace or a row's end that nothing opened.
        parser.at += 1;
    }
    found
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn skip_space(&mut self) {
        while self.peek() == Some(&Token::Space) {
            self.at += 1;
        }
    }

    /// Up to what ends a group, which is left.
    fn row(&mut self) -> Vec<Node> {
        let mut found: Vec<Node> = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some(Token::Close | Token::Cell | Token::Row) => return found,
                Some(Token::Command(name)) if name == "end" => return found,
                Some(Token::Sup | Token::Sub) => {
                    let base = found.pop().unwrap_or(Node::Row(Vec::new()));
                    found.push(self.scripts(base));
                }
                Some(&Token::Prime(count)) => {
                    self.at += 1;
                    let base = found.pop().unwrap_or(Node::Row(Vec::new()));
                    found.push(Node::Prime(Box::new(base), count));
                }
                Some(Token::One('|')) => found.push(self.bars()),
                Some(_) => found.extend(self.one()),
            }
        }
    }

    fn scripts(&mut self, base: Node) -> Node {
        let (mut sub, mut sup) = (None, None);
        loop {
            self.skip_space();
            let place = match self.peek() {
                Some(Token::Sub) => &mut sub,
                Some(Token::Sup) => &mut sup,
                _ => break,
            };
            if place.is_some() {
                break;
            }
            let is_sub = self.peek() == Some(&Token::Sub);
            self.at += 1;
            let script = Some(Box::new(self.argument()));
            if is_sub {
                sub = script;
            } else {
                sup = script;
            }
        }
        Node::Scripts { base: Box::new(base), sub, sup }
    }

    /// What stands between this bar and the next, or the bar alone.
    fn bars(&mut self) -> Node {
        let open = self.at;
        let mut depth = 0_i32;
        for at in open + 1..self.tokens.len() {
            match &self.tokens[at] {
                Token::Open => depth += 1,
                Token::Close => depth -= 1,
                Token::One('|') if depth == 0 && at > open + 1 => {
                    let inner = self.within(open + 1, at);
                    self.at = at + 1;
                    return Node::Absolute(Box::new(inner));
                }
                _ => {}
            }
            if depth < 0 {
                break;
            }
        }
        self.at = open + 1;
        Node::One('|')
    }

    /// The tokens of a range as a row of their own.
    fn within(&mut self, from: usize, to: usize) -> Node {
        if self.depth >= DEEPEST {
            return Node::Row(Vec::new());
        }
        let tokens = self.tokens[from..to].to_vec();
        let mut inner = Parser { tokens, at: 0, depth: self.depth + 1 };
        Node::Row(inner.row())
    }

    /// A command's argument: a group or one token.
    fn argument(&mut self) -> Node {
        self.skip_space();
        if self.depth >= DEEPEST {
            return Node::Row(Vec::new());
        }
        self.depth += 1;
        let argument = self.one();
        self.depth -= 1;
        argument.unwrap_or(Node::Row(Vec::new()))
    }

    fn group(&mut self) -> Node {
        self.at += 1;
        if self.depth >= DEEPEST {
            return Node::Row(Vec::new());
        }
        self.depth += 1;
        let inner = self.row();
        self.depth -= 1;
        if self.peek() == Some(&Token::Close) {
            self.at += 1;
        }
        Node::Row(inner)
    }

    fn one(&mut self) -> Option<Node> {
        match self.peek()?.clone() {
            Token::Open => Some(self.group()),
            Token::Close | Token::Cell | Token::Row => None,
            Token::Command(name) => {
                self.at += 1;
                self.command(&name)
            }
            Token::Number(number) => {
                self.at += 1;
                Some(Node::Number(number))
            }
            Token::One(one) => {
                self.at += 1;
                Some(Node::One(one))
            }
            Token::Sup | Token::Sub | Token::Prime(_) | Token::Space => {
                self.at += 1;
                None
            }
        }
    }

    fn command(&mut self, name: &str) -> Option<Node> {
        let boxed = |node| Box::new(node);
        Some(match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let above = boxed(self.argument());
                Node::Fraction(above, boxed(self.argument()))
            }
            "binom" | "dbinom" | "tbinom" => {
                let above = boxed(self.argument());
                Node::Choose(above, boxed(self.argument()))
            }
            "sqrt" => {
                let index = self.bracketed();
                Node::Root(index, boxed(self.argument()))
            }
            "text" | "textbf" | "textit" | "textrm" | "texttt" | "mbox" | "operatorname" => {
                Node::Words(self.raw())
            }
            "mathrm" | "mathbf" | "mathit" | "mathsf" | "mathtt" | "mathcal" | "mathbb"
            | "mathfrak" | "boldsymbol" | "boxed" | "bm" | "displaystyle" | "cancel" => {
                self.argument()
            }
            "bar" | "overline" => Node::Marked("bar", boxed(self.argument())),
            "hat" | "widehat" => Node::Marked("hat", boxed(self.argument())),
            "tilde" | "widetilde" => Node::Marked("tilde", boxed(self.argument())),
            "vec" | "overrightarrow" => Node::Marked("vector", boxed(self.argument())),
            "dot" => Node::Marked("dot", boxed(self.argument())),
            "begin" => self.environment(),
            "color" | "label" | "tag" | "hspace" | "vspace" | "phantom" | "hline" => {
                if name != "hline" {
                    self.raw();
                }
                return None;
            }
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "Bigl" | "Bigr" | "bigg"
            | "limits" | "nolimits" | "middle" => {
                // "\left." shows nothing.
                if self.peek() == Some(&Token::One('.')) {
                    self.at += 1;
                }
                return None;
            }
            "," | ";" | ":" | "!" | " " | "quad" | "qquad" | "textstyle" | "nonumber" | "notag"
            | "(" | ")" | "[" | "]" => return None,
            "{" | "}" => Node::One(if name == "{" { '(' } else { ')' }),
            "|" | "Vert" | "lVert" | "rVert" | "vert" | "lvert" | "rvert" => return None,
            "%" | "$" | "&" | "#" | "_" => Node::One(name.chars().next()?),
            _ => Node::Named(name.to_owned()),
        })
    }

    /// `[…]` behind a command.
    fn bracketed(&mut self) -> Option<Box<Node>> {
        self.skip_space();
        if self.peek() != Some(&Token::One('[')) {
            return None;
        }
        let close = (self.at..self.tokens.len()).find(|&at| self.tokens[at] == Token::One(']'))?;
        let inner = self.within(self.at + 1, close);
        self.at = close + 1;
        Some(Box::new(inner))
    }

    /// A group's letters as they are.
    fn raw(&mut self) -> String {
        self.skip_space();
        let mut said = String::new();
        if self.peek() != Some(&Token::Open) {
            return said;
        }
        let mut depth = 0_usize;
        while let Some(token) = self.peek().cloned() {
            self.at += 1;
            match token {
                Token::Open => depth += 1,
                Token::Close if depth <= 1 => break,
                Token::Close => depth -= 1,
                Token::Number(number) => said.push_str(&number),
                Token::One(one) => said.push(one),
                Token::Prime(_) => said.push('\''),
                Token::Command(_)
                | Token::Space
                | Token::Cell
                | Token::Row
                | Token::Sub
                | Token::Sup => said.push(' '),
            }
        }
        said
    }

    fn environment(&mut self) -> Node {
        let name = self.raw();
        if name.starts_with("array") || name.starts_with("tabular") {
            // The columns' alignment.
            self.raw();
        }
        let mut rows = vec![Vec::new()];
        if self.depth >= DEEPEST {
            return Node::Row(Vec::new());
        }
        self.depth += 1;
        loop {
            let cell = Node::Row(self.row());
            if let Some(row) = rows.last_mut() {
                row.push(cell);
            }
            match self.peek() {
                Some(Token::Cell | Token::Close) => self.at += 1,
                Some(Token::Row) => {
                    self.at += 1;
                    rows.push(Vec::new());
                }
                Some(_) => {
                    self.at += 1;
                    self.raw();
                    break;
                }
                None => break,
            }
        }
        self.depth -= 1;
        Node::Rows(rows, name.contains("matrix") || name.starts_with("array"))
    }
}
