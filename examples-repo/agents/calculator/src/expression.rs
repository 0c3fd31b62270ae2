//! A recursive descent over the expression's characters.

use std::iter::Peekable;
use std::str::Chars;

/// How deep parentheses and signs may be nested, so that no message can exhaust the stack.
const MAX_DEPTH: usize = 200;

pub fn evaluate(text: &str) -> Result<f64, String> {
    let mut reader = Reader { rest: text.chars().peekable(), depth: 0 };
    let value = reader.sum()?;
    match reader.next() {
        None if value.is_finite() => Ok(value),
        None => Err("the result is not a number".into()),
        Some(other) => Err(format!("\"{other}\" was not expected")),
    }
}

struct Reader<'text> {
    rest: Peekable<Chars<'text>>,
    depth: usize,
}

impl Reader<'_> {
    /// sum = product { ("+" | "-") product }
    fn sum(&mut self) -> Result<f64, String> {
        let mut value = self.product()?;
        loop {
            if self.takes('+') {
                value += self.product()?;
            } else if self.takes('-') {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    /// product = factor { ("*" | "/") factor }
    fn product(&mut self) -> Result<f64, String> {
        let mut value = self.factor()?;
        loop {
            if self.takes('*') {
                value *= self.factor()?;
            } else if self.takes('/') {
                let divisor = self.factor()?;
                if divisor == 0.0 {
                    return Err("nothing can be divided by zero".into());
                }
                value /= divisor;
            } else {
                return Ok(value);
            }
        }
    }

    /// factor = number | "-" factor | "(" sum ")"
    fn factor(&mut self) -> Result<f64, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("it is nested too deeply".into());
        }
        let value = if self.takes('-') {
            -self.factor()?
        } else if self.takes('(') {
            let inner = self.sum()?;
            if !self.takes(')') {
                return Err("a parenthesis is not closed".into());
            }
            inner
        } else {
            self.number()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn number(&mut self) -> Result<f64, String> {
        self.skip_spaces();
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(|c| c.is_ascii_digit() || *c == '.') {
            digits.push(digit);
        }
        if digits.is_empty() {
            return Err(match self.rest.peek() {
                Some(other) => format!("a number was expected before \"{other}\""),
                None => "a number is missing at the end".into(),
            });
        }
        digits.parse().map_err(|_| format!("\"{digits}\" is no number"))
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.skip_spaces();
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn next(&mut self) -> Option<char> {
        self.skip_spaces();
        self.rest.next()
    }

    fn skip_spaces(&mut self) {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::evaluate;

    #[test]
    fn multiplies_before_it_adds() {
        assert_eq!(evaluate("2 + 3 * 4"), Ok(14.0));
        assert_eq!(evaluate("(2 + 3) * 4"), Ok(20.0));
        assert_eq!(evaluate("10 - 2 - 3"), Ok(5.0));
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(evaluate("1 /").is_err());
        assert!(evaluate("1 / 0").is_err());
        assert!(evaluate("(1").is_err());
        assert!(evaluate("2 apples").is_err());
        assert!(evaluate(&"(".repeat(100_000)).is_err());
    }
}
