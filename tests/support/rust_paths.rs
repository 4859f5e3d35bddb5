//! Finds the paths in Rust source text.
//!
//! They are read from tokens: comments, literals and code compiled for tests only are skipped, `use` trees are expanded,
//! and `self` and `super` are resolved.

/// A path in the source, in full: `crate::plan::parse`, `std::fs::read`.
pub struct Used {
    pub segments: Vec<String>,
    /// Line number, counted from 1.
    pub line: usize,
}

/// The paths in `text`, the source of the module `here` (`plan`, `parse`).
pub fn used(text: &str, here: Vec<String>) -> Vec<Used> {
    let mut scan = Scan {
        tokens: tokens(text),
        here,
        inline: Vec::new(),
        found: Vec::new(),
    };
    scan.run();
    scan.found
}

struct Scan {
    tokens: Vec<(String, usize)>,
    here: Vec<String>,
    /// The inline modules around the current token, each with the depth of its brace.
    inline: Vec<(String, usize)>,
    found: Vec<Used>,
}

impl Scan {
    fn is(&self, n: usize, text: &str) -> bool {
        self.tokens.get(n).is_some_and(|(token, _)| token == text)
    }

    fn are(&self, n: usize, texts: &[&str]) -> bool {
        texts
            .iter()
            .enumerate()
            .all(|(i, text)| self.is(n + i, text))
    }

    fn run(&mut self) {
        let (mut n, mut depth) = (0, 0);
        while n < self.tokens.len() {
            if self.are(n, &["#", "[", "cfg", "(", "test", ")", "]"]) {
                n = self.after_item(n + 7);
            } else if self.is(n, "mod") && self.is(n + 2, "{") {
                self.inline.push((self.tokens[n + 1].0.clone(), depth));
                (n, depth) = (n + 3, depth + 1);
            } else if self.is(n, "{") {
                (n, depth) = (n + 1, depth + 1);
            } else if self.is(n, "}") {
                depth = depth.saturating_sub(1);
                self.inline.retain(|(_, at)| *at < depth);
                n += 1;
            } else if is_name(&self.tokens[n].0) {
                n = self.tree(n, &[]);
            } else {
                n += 1;
            }
        }
    }

    /// The index after the item that begins at `n`: after its body or its semicolon.
    fn after_item(&self, mut n: usize) -> usize {
        let mut depth = 0;
        while n < self.tokens.len() {
            match self.tokens[n].0.as_str() {
                ";" if depth == 0 => return n + 1,
                "{" => depth += 1,
                "}" if depth == 1 => return n + 1,
                "}" => depth -= 1,
                _ => {}
            }
            n += 1;
        }
        n
    }

    /// Reads the path or `use` tree that begins at `n`, and returns the index after it.
    fn tree(&mut self, mut n: usize, prefix: &[String]) -> usize {
        let mut path = prefix.to_vec();
        let line = self.tokens[n].1;
        loop {
            path.push(self.tokens[n].0.clone());
            n += 1;
            if !self.is(n, "::") {
                break;
            }
            n += 1;
            if self.is(n, "{") {
                n += 1;
                while n < self.tokens.len() && !self.is(n, "}") {
                    if is_name(&self.tokens[n].0) {
                        n = self.tree(n, &path);
                        if self.is(n, "as") {
                            n += 2;
                        }
                    } else {
                        n += 1;
                    }
                }
                return n + 1;
            }
            if !self.tokens.get(n).is_some_and(|(token, _)| is_name(token)) {
                break;
            }
        }
        if path.len() > 1 {
            let segments = self.resolved(path);
            self.found.push(Used { segments, line });
        }
        n
    }

    fn resolved(&self, path: Vec<String>) -> Vec<String> {
        if !matches!(path[0].as_str(), "super" | "self") {
            return path;
        }
        let mut base = self.here.clone();
        base.extend(self.inline.iter().map(|(name, _)| name.clone()));
        let mut rest = path.as_slice();
        while let Some((first, tail)) = rest.split_first() {
            match first.as_str() {
                "self" => {}
                "super" => {
                    base.pop();
                }
                _ => break,
            }
            rest = tail;
        }
        let start = std::iter::once("crate".to_owned());
        start.chain(base).chain(rest.iter().cloned()).collect()
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Splits the text into names, `::` and single characters, each with its line. Comments and literals are skipped.
fn tokens(text: &str) -> Vec<(String, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut n, mut line) = (0, 1);
    while n < chars.len() {
        let begin = n;
        match at(n) {
            '/' if at(n + 1) == '/' => {
                while n < chars.len() && at(n) != '\n' {
                    n += 1;
                }
            }
            '/' if at(n + 1) == '*' => {
                while n < chars.len() && !(at(n) == '*' && at(n + 1) == '/') {
                    n += 1;
                }
                n += 2;
            }
            '"' => n = after_string(&chars, n),
            'r' if at(n + 1) == '"' || at(n + 1) == '#' && matches!(at(n + 2), '"' | '#') => {
                n = after_raw_string(&chars, n);
            }
            '\'' if at(n + 1) == '\\' => {
                n += 3;
                while n < chars.len() && at(n) != '\'' {
                    n += 1;
                }
                n += 1;
            }
            '\'' if at(n + 2) == '\'' => n += 3,
            c if c.is_alphanumeric() || c == '_' => {
                while at(n).is_alphanumeric() || at(n) == '_' {
                    n += 1;
                }
                tokens.push((chars[begin..n].iter().collect(), line));
            }
            ':' if at(n + 1) == ':' => {
                tokens.push(("::".to_owned(), line));
                n += 2;
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push((c.to_string(), line));
                }
                n += 1;
            }
        }
        let end = n.min(chars.len());
        line += chars[begin..end].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut n = quote + 1;
    while n < chars.len() && chars[n] != '"' {
        n += if chars[n] == '\\' { 2 } else { 1 };
    }
    n + 1
}

fn after_raw_string(chars: &[char], r: usize) -> usize {
    let hashes = chars[r + 1..].iter().take_while(|c| **c == '#').count();
    let mut n = r + hashes + 2;
    while n < chars.len() {
        let closes =
            chars[n] == '"' && chars[n + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
        if closes {
            return n + 1 + hashes;
        }
        n += 1;
    }
    n
}
