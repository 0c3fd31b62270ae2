// A Rust agent's worker: a small crate, generated around the agent's own, that calls its handler for each turn. It
// speaks the launcher's part of PROTOCOL.md over descriptors 3 and 4. Pure.

export interface RustHandler {
  /** The `name` of the agent's package in its Cargo.toml. */
  readonly crateName: string;
  /** `lib.function` or `lib.module.function`: `lib` is the crate itself. */
  readonly handler: string;
}

/**
 * Paths, relative to the folder `.raworc/launcher` below the agent's, to their contents; the crate's binary is called
 * `worker`. Throws a TypeError where the handler can't be a name in Rust.
 */
export function rustLauncher({ crateName, handler }: RustHandler): Readonly<Record<string, string>> {
  return { 'Cargo.toml': manifest(crateName), 'src/main.rs': program(pathOf(handler)) };
}

function pathOf(handler: string): string {
  const parts = handler.split(/\.|::/);
  if (parts.length < 2 || !parts.every((part) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(part))) {
    throw new TypeError(`A Rust handler reads lib.function, not ${handler}`);
  }
  const [first, ...rest] = parts;
  return ['agent', ...(first === 'lib' || first === 'main' ? rest : parts)].join('::');
}

// A workspace of its own, so that a workspace of the agent's doesn't claim it.
const manifest = (crateName: string): string => `[package]
name = "raworc-worker"
version = "0.0.0"
edition = "2021"
publish = false

[[bin]]
name = "worker"
path = "src/main.rs"

[workspace]

[dependencies]
agent = { path = "../..", package = ${JSON.stringify(crateName)} }
serde_json = "1"
`;

// Rust 1.63 compiles it. The traits take whatever of the usual signatures the handler has.
const program = (path: string): string => `use serde_json::{json, Value};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::io::FromRawFd;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

trait Reply {
    fn text(self) -> Result<String, String>;
}
impl Reply for String {
    fn text(self) -> Result<String, String> {
        Ok(self)
    }
}
impl Reply for &'static str {
    fn text(self) -> Result<String, String> {
        Ok(self.to_string())
    }
}
impl Reply for Value {
    fn text(self) -> Result<String, String> {
        match self {
            Value::String(text) => Ok(text),
            Value::Object(mut fields) if fields.contains_key("content") => {
                fields.remove("content").unwrap_or(Value::Null).text()
            }
            Value::Null => Ok(String::new()),
            other => Ok(other.to_string()),
        }
    }
}
impl<T: Reply, E: std::fmt::Display> Reply for Result<T, E> {
    fn text(self) -> Result<String, String> {
        self.map_err(|problem| problem.to_string())?.text()
    }
}

trait Handler<Arguments> {
    fn call(&self, message: &str, context: &Value) -> Result<String, String>;
}
impl<F: Fn(&str, &Value) -> R, R: Reply> Handler<(&str, &Value)> for F {
    fn call(&self, message: &str, context: &Value) -> Result<String, String> {
        self(message, context).text()
    }
}
impl<F: Fn(&str) -> R, R: Reply> Handler<(&str,)> for F {
    fn call(&self, message: &str, _: &Value) -> Result<String, String> {
        self(message).text()
    }
}
impl<F: Fn(String, Value) -> R, R: Reply> Handler<(String, Value)> for F {
    fn call(&self, message: &str, context: &Value) -> Result<String, String> {
        self(message.to_string(), context.clone()).text()
    }
}

fn answer<A>(handler: &impl Handler<A>, turn: &Value) -> Value {
    let message = turn["message"].as_str().unwrap_or("");
    let outcome = catch_unwind(AssertUnwindSafe(|| handler.call(message, &turn["context"])));
    match outcome {
        Ok(Ok(content)) => json!({"type": "done", "turn": turn["turn"], "content": content}),
        Ok(Err(problem)) => {
            eprintln!("{}", problem);
            let last = problem.trim().lines().last().unwrap_or("The handler returned an error.").to_string();
            json!({"type": "failed", "turn": turn["turn"], "message": last})
        }
        // The panic's own message was printed where it happened.
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()))
                .unwrap_or_else(|| "of unknown kind".to_string());
            json!({"type": "failed", "turn": turn["turn"], "message": format!("panic: {}", text)})
        }
    }
}

extern "C" {
    fn fcntl(fd: i32, command: i32, value: i32) -> i32;
}

fn own(fd: i32) -> File {
    // F_SETFD, FD_CLOEXEC: what the agent starts must not hold our pipes.
    unsafe {
        fcntl(fd, 2, 1);
        File::from_raw_fd(fd)
    }
}

fn main() {
    let turns = BufReader::new(own(3));
    let replies = Arc::new(Mutex::new(own(4)));
    let mut at_once = 1;
    for line in turns.lines() {
        let line = match line {
            Ok(line) => line,
            Err(_) => break,
        };
        let order: Value = match serde_json::from_str(&line) {
            Ok(order) => order,
            Err(_) => continue,
        };
        if order["type"] == "load" {
            at_once = order["concurrency"].as_u64().unwrap_or(1);
            continue;
        }
        let replies = Arc::clone(&replies);
        let work = move || {
            let said = format!("{}\\n", answer(&${path}, &order));
            let _ = std::io::stdout().flush();
            if let Ok(mut out) = replies.lock() {
                let _ = out.write_all(said.as_bytes());
            }
        };
        if at_once > 1 {
            std::thread::spawn(work);
        } else {
            work();
        }
    }
}
`;
