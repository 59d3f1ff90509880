//! A message of the catalog as data.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::message::Message;

/// A message as data. It is written from a message of this program and kept as it is when read: another version of the
/// program may have other messages.
#[derive(Clone, Debug)]
pub enum MessageObject {
    /// A message of this program.
    Own(Message),
    /// A message that was read.
    Read {
        /// Its id in the catalog.
        id: String,
        /// Its arguments, by name.
        args: Map<String, Value>,
    },
}

impl MessageObject {
    /// Returns its id in the catalog.
    pub fn id(&self) -> &str {
        match self {
            Self::Own(message) => message.id(),
            Self::Read { id, .. } => id,
        }
    }

    /// Converts several messages.
    pub(super) fn all(messages: &[Message]) -> Vec<Self> {
        messages.iter().map(Self::from).collect()
    }
}

impl From<&Message> for MessageObject {
    fn from(message: &Message) -> Self {
        Self::Own(message.clone())
    }
}

/// The serialized form.
#[derive(Serialize, Deserialize)]
struct Shape<'a> {
    id: Cow<'a, str>,
    args: Cow<'a, Map<String, Value>>,
}

impl Serialize for MessageObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Own(message) => message.serialize(serializer),
            Self::Read { id, args } => Shape { id: id.into(), args: Cow::Borrowed(args) }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for MessageObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Shape { id, args } = Shape::deserialize(deserializer)?;
        Ok(Self::Read { id: id.into_owned(), args: args.into_owned() })
    }
}

impl JsonSchema for MessageObject {
    fn schema_name() -> Cow<'static, str> {
        "message".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text as data, so that a program can compare it or show it in another language.",
            "type": "object",
            "properties": {
                "id": { "description": "Id of the message.", "type": "string" },
                "args": { "description": "Its arguments, by name.", "type": "object", "additionalProperties": {} },
            },
            "required": ["id", "args"],
        })
    }
}
