//! What the echo says, how much it took, and what it makes of a text to embed.

use std::iter;

use serde_json::Value;

/// The one model there is; any other name is answered just the same.
pub const MODEL: &str = "demo-echo";

/// When the model was made: an instant like any other, the same in every reply.
pub const MODEL_CREATED_UNIX_SECONDS: i64 = 1_735_689_600;

/// The longest answer, in tokens: what a request without a limit of its own is held to.
const MAX_OUTPUT_TOKENS: u64 = 4_096;

/// The most pieces of one answer, so that no request makes a stream much larger than itself.
const MAX_PIECES: usize = 64;

/// The most texts in one request, as the `OpenAI` API has it.
const MAX_TEXTS: usize = 2_048;

/// The most numbers in one reply to an embedding request.
const MAX_NUMBERS: usize = 1 << 20;

const DEFAULT_DIMENSIONS: usize = 256;

const BYTES_PER_TOKEN: u64 = 4;

/// What the names of roles and the marks between messages take.
const TOKENS_PER_MESSAGE: u64 = 4;

/// An answer to what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// What they take.
    pub tokens: u64,
    /// Cut off at the limit.
    pub cut: bool,
}

impl Answer {
    /// Says it back, within a number of tokens.
    pub fn to(said: &str, max_tokens: Option<u64>) -> Self {
        let limit = max_tokens.unwrap_or(MAX_OUTPUT_TOKENS).min(MAX_OUTPUT_TOKENS);
        let mut text = format!("You said: {said}");
        let end = usize::try_from(limit * BYTES_PER_TOKEN).unwrap_or(usize::MAX);
        let cut = text.len() > end;
        text.truncate(text.floor_char_boundary(end));
        let tokens = tokens(&text);
        Self { text, tokens, cut }
    }

    /// The words as a stream brings them: one by one, or several when there are many.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        let least = self.text.len() / MAX_PIECES;
        let mut rest = self.text.as_str();
        iter::from_fn(move || {
            let from = rest.floor_char_boundary(least);
            let end = rest[from..].find(' ').map_or(rest.len(), |space| from + space + 1);
            let (piece, after) = rest.split_at(end);
            rest = after;
            (!piece.is_empty()).then_some(piece)
        })
    }

    /// Why the answer ended.
    pub fn finish_reason(&self) -> &'static str {
        if self.cut { "length" } else { "stop" }
    }
}

/// What the last user said in a list of messages.
pub fn last_said(messages: &Value) -> String {
    let mut latest_first = messages.as_array().into_iter().flatten().rev();
    let message = latest_first.find(|message| message["role"] == "user");
    message.map(|message| text(&message["content"])).unwrap_or_default()
}

/// What a list of messages takes.
pub fn message_tokens(messages: &Value) -> u64 {
    let messages = messages.as_array().into_iter().flatten();
    let each = messages.map(|message| tokens(&text(&message["content"])) + TOKENS_PER_MESSAGE);
    each.sum::<u64>().max(1)
}

/// What a text takes; a text in tokens already takes what it has.
pub fn text_tokens(text: &Value) -> u64 {
    match text {
        Value::Array(tokens) => (tokens.len() as u64).max(1),
        _ => tokens(&self::text(text)),
    }
}

/// One text, or several; a list of numbers is one, in tokens. `None` when there are too many.
pub fn texts(input: Value) -> Option<Vec<Value>> {
    match input {
        Value::Array(list) if list.iter().any(|item| item.is_string() || item.is_array()) => {
            (list.len() <= MAX_TEXTS).then_some(list)
        }
        Value::Null => Some(Vec::new()),
        one => Some(vec![one]),
    }
}

/// The words of a message's content or of a prompt, as a string or in parts.
pub fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part["text"].as_str());
            texts.collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

/// A unit vector for each text, the same for the same text. `None` when that would be too much.
pub fn embeddings(texts: &[Value], dimensions: &Value) -> Option<Vec<Vec<f64>>> {
    let dimensions = match dimensions {
        Value::Null => DEFAULT_DIMENSIONS,
        asked => usize::try_from(asked.as_u64()?).ok()?,
    };
    let numbers = texts.len().max(1).checked_mul(dimensions)?;
    let fits = (1..=MAX_NUMBERS).contains(&numbers);
    fits.then(|| texts.iter().map(|text| unit_vector(&text.to_string(), dimensions)).collect())
}

fn tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(BYTES_PER_TOKEN).max(1)
}

fn unit_vector(text: &str, dimensions: usize) -> Vec<f64> {
    let mut state = text.bytes().fold(0xcbf2_9ce4_8422_2325, fnv1a);
    let mut vector: Vec<f64> =
        (0..dimensions).map(|_| signed_unit(split_mix(&mut state))).collect();
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    for x in &mut vector {
        // Short to write, and the same whether read as text or as 32 bits.
        *x = (*x / length * 1e6).round() / 1e6;
    }
    vector
}

fn fnv1a(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Onto (-1, 1), never 0: a vector must have a length.
fn signed_unit(bits: u64) -> f64 {
    let [a, b, c, d, ..] = bits.to_le_bytes();
    (f64::from(i32::from_le_bytes([a, b, c, d])) + 0.5) / f64::from(i32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_last_user_is_echoed() {
        let messages = json!([
            {"role": "system", "content": "Be kind"},
            {"role": "user", "content": "first"},
            {"role": "user", "content": [
                {"type": "text", "text": "look"},
                {"type": "image_url", "image_url": {"url": "data:"}},
                {"type": "text", "text": "here"},
            ]},
            {"role": "assistant", "content": null},
        ]);
        let answer = Answer::to(&last_said(&messages), None);
        assert_eq!(answer, Answer { text: "You said: look here".into(), tokens: 5, cut: false });
        assert_eq!(answer.pieces().collect::<Vec<_>>(), ["You ", "said: ", "look ", "here"]);
        assert_eq!(message_tokens(&messages), (2 + 2 + 3 + 1) + 4 * 4);
        assert_eq!(last_said(&json!("odd")), "");
        assert_eq!(message_tokens(&Value::Null), 1);
    }

    #[test]
    fn an_answer_keeps_to_its_limit() {
        let answer = Answer::to("äöü", Some(3));
        assert_eq!((&*answer.text, answer.tokens, answer.cut), ("You said: ä", 3, true));
        assert_eq!(answer.finish_reason(), "length");
        let long = Answer::to(&"x".repeat(1 << 20), Some(u64::MAX));
        assert_eq!((long.tokens, long.cut), (MAX_OUTPUT_TOKENS, true));
        assert_eq!(Answer::to("", Some(1)).text, "You ");
        let many = Answer::to(&" é".repeat(5_000), None);
        assert_eq!(many.pieces().collect::<String>(), many.text);
        assert!((2..=MAX_PIECES + 1).contains(&many.pieces().count()));
    }

    #[test]
    fn texts_come_alone_or_in_lists() {
        assert_eq!(texts(json!("a")).unwrap().len(), 1);
        assert_eq!(texts(json!(["a", "b"])).unwrap().len(), 2);
        assert_eq!(texts(json!([1, 2, 3])).unwrap().len(), 1);
        assert_eq!(texts(json!([[1, 2], [3]])).unwrap().len(), 2);
        assert_eq!(texts(vec!["a"; MAX_TEXTS + 1].into()), None);
        assert_eq!(text_tokens(&json!([1, 2, 3])), 3);
        assert_eq!(text_tokens(&json!("five!")), 2);
    }

    #[test]
    fn vectors_have_length_one_and_tell_texts_apart() {
        let vectors = embeddings(&[json!("a"), json!("b"), json!("a")], &json!(64)).unwrap();
        assert_eq!(vectors[0], vectors[2]);
        assert_ne!(vectors[0], vectors[1]);
        for vector in &vectors {
            assert_eq!(vector.len(), 64);
            let length = vector.iter().map(|x| x * x).sum::<f64>();
            assert!((length - 1.0).abs() < 1e-4, "{length}");
        }
        for dimensions in [json!(0), json!(-1), json!("9"), json!(u64::MAX), json!(1 << 21)] {
            assert_eq!(embeddings(&[json!("a")], &dimensions), None, "{dimensions}");
        }
        assert_eq!(embeddings(&[json!("a")], &Value::Null).unwrap()[0].len(), DEFAULT_DIMENSIONS);
    }
}
