//! Reads lines of LEEF with somebody else's parser and writes what it found as JSON.
use leef2hashmap::LeefToHashMap;
use std::io::BufRead;

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out + "\""
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let map = line.unwrap().to_hashmap(false).expect("a line of LEEF");
        let pairs: Vec<String> =
            map.iter().map(|(key, value)| format!("{}:{}", quoted(key), quoted(value))).collect();
        println!("{{{}}}", pairs.join(","));
    }
}
