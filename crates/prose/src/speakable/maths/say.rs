use super::parse::Node;
use crate::speakable::cardinal::cardinal;
use crate::speakable::lexicon::Lexicon;
use crate::speakable::words::decimal;

/// Parts of a formula in words, from left to right.
pub(super) fn row(nodes: &[Node], lexicon: &Lexicon) -> String {
    let mut said: Vec<String> = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if let Some(name) = big(node) {
            let rest = nodes.get(at + 1).is_some();
            said.push(operator(node, name, rest, lexicon));
            continue;
        }
        if is_applied(nodes, at) {
            said.push(format!("{} {}", one(node, lexicon), lexicon.word("of")));
            continue;
        }
        said.push(one(node, lexicon));
    }
    said.retain(|part| !part.is_empty());
    said.join(" ").replace(" ,", ",")
}

/// Whether the node is a function's letter before its argument: "f(x)".
fn is_applied(nodes: &[Node], at: usize) -> bool {
    let letter = match &nodes[at] {
        Node::One(letter) => "fghPpEFG".contains(*letter),
        Node::Prime(base, _) => matches!(**base, Node::One(letter) if "fgh".contains(letter)),
        Node::Named(name) => function(name).is_some(),
        _ => false,
    };
    letter && nodes.get(at + 1) == Some(&Node::One('('))
}

/// What a large operator is called.
fn big(node: &Node) -> Option<&'static str> {
    let name = match node {
        Node::Named(name) => name,
        Node::Scripts { base, .. } => match &**base {
            Node::Named(name) => name,
            _ => return None,
        },
        _ => return None,
    };
    Some(match name.as_str() {
        "sum" => "the sum",
        "prod" => "the product",
        "int" | "iint" | "iiint" | "oint" => "the integral",
        "lim" => "the limit",
        _ => return None,
    })
}

fn operator(node: &Node, name: &'static str, rest: bool, lexicon: &Lexicon) -> String {
    let mut said = lexicon.word(name).to_owned();
    if let Node::Scripts { sub, sup, .. } = node {
        if let Some(sub) = sub {
            let link = lexicon.word(if name == "the limit" { "as" } else { "from" });
            let link =
                if sup.is_none() && name != "the limit" { lexicon.word("over") } else { link };
            said = format!("{said} {link} {}", one(sub, lexicon));
        }
        if let Some(sup) = sup {
            said = format!("{said} {} {}", lexicon.word("to"), one(sup, lexicon));
        }
    }
    if rest {
        said = format!("{said} {}", lexicon.word("of"));
    }
    said
}

fn one(node: &Node, lexicon: &Lexicon) -> String {
    match node {
        Node::Number(number) => decimal(number, lexicon),
        Node::One(sign) => character(*sign, lexicon),
        Node::Named(name) => named(name, lexicon),
        Node::Words(words) => words.trim().to_owned(),
        Node::Row(nodes) => row(nodes, lexicon),
        Node::Fraction(above, below) => fraction(above, below, lexicon),
        Node::Choose(above, below) => lexicon
            .word("{n} choose {k}")
            .replace("{n}", &one(above, lexicon))
            .replace("{k}", &one(below, lexicon)),
        Node::Root(index, inner) => root(index.as_deref(), inner, lexicon),
        Node::Scripts { base, sub, sup } => scripts(base, sub.as_deref(), sup.as_deref(), lexicon),
        Node::Prime(base, count) => {
            let primes = [lexicon.word("prime")].repeat(*count).join(" ");
            format!("{} {primes}", one(base, lexicon))
        }
        Node::Marked(mark, inner) => format!("{} {}", one(inner, lexicon), lexicon.word(mark)),
        Node::Rows(rows, matrix) => rows_said(rows, *matrix, lexicon),
        Node::Absolute(inner) => {
            format!("{} {}", lexicon.word("the absolute value of"), one(inner, lexicon))
        }
    }
}

fn fraction(above: &Node, below: &Node, lexicon: &Lexicon) -> String {
    let (above, below) = (one(above, lexicon), one(below, lexicon));
    let is = |number: u64, said: &str| cardinal(lexicon.tongue, number) == said;
    const KNOWN: [(u64, u64, &str); 5] = [
        (1, 2, "one half"),
        (1, 3, "one third"),
        (2, 3, "two thirds"),
        (1, 4, "one quarter"),
        (3, 4, "three quarters"),
    ];
    let known = KNOWN.iter().find(|(a, b, _)| is(*a, &above) && is(*b, &below));
    match known {
        Some((_, _, name)) => lexicon.word(name).to_owned(),
        None => format!("{above} {} {below}", lexicon.word("over")),
    }
}

fn root(index: Option<&Node>, inner: &Node, lexicon: &Lexicon) -> String {
    let inner = one(inner, lexicon);
    let name = match index.map(|index| one(index, lexicon)) {
        None => lexicon.word("the square root of").to_owned(),
        Some(index) if index == cardinal(lexicon.tongue, 3) => {
            lexicon.word("the cube root of").to_owned()
        }
        Some(index) => lexicon.word("the root of degree {n} of").replace("{n}", &index),
    };
    format!("{name} {inner}")
}

fn scripts(base: &Node, sub: Option<&Node>, sup: Option<&Node>, lexicon: &Lexicon) -> String {
    let mut said = one(base, lexicon);
    if let Some(sub) = sub {
        said = format!("{said} {} {}", lexicon.word("sub"), one(sub, lexicon));
    }
    let Some(sup) = sup else { return said };
    let power = match sup {
        Node::Row(nodes) if nodes.len() == 1 => &nodes[0],
        other => other,
    };
    match power {
        Node::Number(number) if number == "2" => format!("{said} {}", lexicon.word("squared")),
        Node::Number(number) if number == "3" => format!("{said} {}", lexicon.word("cubed")),
        Node::Named(name) if name == "circ" => format!("{said} {}", lexicon.word("degrees")),
        Node::Named(name) if name == "prime" => format!("{said} {}", lexicon.word("prime")),
        _ => format!("{said} {} {}", lexicon.word("to the power of"), one(sup, lexicon)),
    }
}

fn rows_said(rows: &[Vec<Node>], matrix: bool, lexicon: &Lexicon) -> String {
    let separator = if matrix { ", " } else { " " };
    let said = rows.iter().map(|cells| {
        let cells: Vec<String> =
            cells.iter().map(|cell| one(cell, lexicon)).filter(|cell| !cell.is_empty()).collect();
        cells.join(separator)
    });
    let said: Vec<String> = said.filter(|row| !row.is_empty()).collect();
    match matrix {
        true => {
            let rows: Vec<String> =
                said.iter().map(|cells| format!("{} {cells}", lexicon.word("row"))).collect();
            format!("{}: {}", lexicon.word("matrix"), rows.join("; "))
        }
        false => said.join(", "),
    }
}

fn function(name: &str) -> Option<&'static str> {
    Some(match name {
        "sin" => "sine",
        "cos" => "cosine",
        "tan" => "tangent",
        "log" => "logarithm",
        "ln" => "natural logarithm",
        "exp" => "exponential",
        "max" => "maximum",
        "min" => "minimum",
        "det" => "determinant",
        _ => return None,
    })
}

/// A command that stands for itself.
fn named(name: &str, lexicon: &Lexicon) -> String {
    if let Some(function) = function(name) {
        return lexicon.word(function).to_owned();
    }
    let lower = name.strip_prefix("var").unwrap_or(name).to_lowercase();
    if let Some(letter) = GREEK.iter().find(|(_, letter)| *letter == lower) {
        return lexicon.word(letter.1).to_owned();
    }
    let said = match name {
        "cdot" | "times" | "ast" | "star" => "times",
        "div" => "divided by",
        "pm" | "mp" => "plus or minus",
        "neq" | "ne" => "is not equal to",
        "approx" | "simeq" | "cong" => "is about",
        "leq" | "le" | "leqslant" => "is at most",
        "geq" | "ge" | "geqslant" => "is at least",
        "lt" | "ll" => "is less than",
        "gt" | "gg" => "is greater than",
        "equiv" => "is identical to",
        "propto" => "is proportional to",
        "sim" => "is similar to",
        "infty" => "infinity",
        "in" => "is in",
        "notin" => "is not in",
        "subset" | "subseteq" => "is a subset of",
        "cup" | "bigcup" => "union",
        "cap" | "bigcap" => "intersection",
        "setminus" => "without",
        "emptyset" | "varnothing" => "the empty set",
        "forall" => "for all",
        "exists" => "there is",
        "neg" | "lnot" => "not",
        "land" | "wedge" => "and",
        "lor" | "vee" => "or",
        "implies" | "Rightarrow" | "Longrightarrow" => "implies",
        "iff" | "Leftrightarrow" => "if and only if",
        "to" | "rightarrow" | "longrightarrow" | "mapsto" => "goes to",
        "therefore" => "therefore",
        "because" => "because",
        "mid" => "such that",
        "parallel" => "is parallel to",
        "perp" => "is perpendicular to",
        "angle" => "angle",
        "circ" | "degree" => "degrees",
        "partial" => "partial",
        "nabla" => "gradient",
        "ldots" | "cdots" | "dots" | "vdots" | "ddots" => "and so on",
        "prime" => "prime",
        "bmod" | "pmod" | "mod" => "modulo",
        "sum" => "the sum",
        "prod" => "the product",
        "int" => "the integral",
        "lim" => "the limit",
        "ell" => return "l".to_owned(),
        "langle" | "rangle" | "lfloor" | "rfloor" | "lceil" | "rceil" | "lbrace" | "rbrace" => {
            return String::new();
        }
        _ => return name.chars().filter(|one| one.is_alphanumeric()).collect(),
    };
    lexicon.word(said).to_owned()
}

/// The Greek letters that formulas use.
pub(crate) const GREEK: [(char, &str); 24] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

fn character(sign: char, lexicon: &Lexicon) -> String {
    let lower = sign.to_lowercase().next().unwrap_or(sign);
    if let Some((_, name)) = GREEK.iter().find(|(letter, _)| *letter == lower) {
        return lexicon.word(name).to_owned();
    }
    let said = match sign {
        '+' => "plus",
        '-' | '−' | '–' => "minus",
        '*' | '·' | '×' | '⋅' => "times",
        '/' => "over",
        '÷' => "divided by",
        '=' => "equals",
        '<' => "is less than",
        '>' => "is greater than",
        '≤' => "is at most",
        '≥' => "is at least",
        '≠' => "is not equal to",
        '≈' => "is about",
        '±' => "plus or minus",
        '∞' => "infinity",
        '∈' => "is in",
        '→' => "goes to",
        '!' => "factorial",
        '%' => "percent",
        '°' => "degrees",
        '√' => "the square root of",
        ',' | ';' | ':' | '.' => return ",".to_owned(),
        '²' => "squared",
        '³' => "cubed",
        _ if sign.is_alphanumeric() => return sign.to_string(),
        _ => return String::new(),
    };
    lexicon.word(said).to_owned()
}
