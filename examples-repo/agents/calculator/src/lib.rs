//! Works out an arithmetic expression: + - * / and parentheses.

mod expression;

use serde_json::Value;

/// The handler. A message that is no expression is answered; a panic would fail the turn.
pub fn process_message_sync(message: &str, _context: &Value) -> String {
    match expression::evaluate(message) {
        Ok(value) => format!("{} = {}", message.trim(), value),
        Err(problem) => format!("That can't be worked out: {problem}."),
    }
}
