use serde::{Deserialize, Serialize};
use serde_json::Value;

use authing_types::{CustomDataType, CustomDataUpdate, ErrorCode};

use super::{Pool, Slot};
use crate::answer::{Answer, Failure};

/// A custom field as the console defines it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FieldDefinition {
    pub(crate) key: String,
    pub(crate) data_type: CustomDataType,
    pub(crate) label: Option<String>,
}

impl FieldDefinition {
    /// Whether the field takes such a value. `null` takes its value away (an assumption).
    pub(crate) fn takes(&self, value: &Value) -> bool {
        match (&self.data_type, value) {
            (_, Value::Null) => true,
            (CustomDataType::String | CustomDataType::DateTime, value) => value.is_string(),
            (CustomDataType::Number, value) => value.is_number(),
            (CustomDataType::Boolean, value) => value.is_boolean(),
            (CustomDataType::Object, value) => value.is_object(),
            (CustomDataType::Select, Value::Array(items)) => items.iter().all(Value::is_string),
            (CustomDataType::Select, value) => value.is_string(),
            _ => true,
        }
    }
}

impl Pool {
    /// Defines a field, or defines it anew.
    pub(crate) fn define_field(&mut self, definition: FieldDefinition) {
        self.custom_fields.retain(|known| known.key != definition.key);
        self.custom_fields.push(definition);
    }

    /// Sets values, all or none: an undefined field and a value of another type are 400
    /// (an assumption, protocol.md Q8).
    pub(crate) fn set_custom_data(
        &mut self,
        slot: Slot,
        update: &CustomDataUpdate,
    ) -> Result<(), Failure> {
        let refused = |detail: String| Failure::with_detail(ErrorCode::BAD_REQUEST, detail);
        for (key, value) in update.iter() {
            let definition = self.custom_fields.iter().find(|known| known.key == key);
            let definition =
                definition.ok_or_else(|| refused(format!("the field {key} is not defined")))?;
            if !definition.takes(&value.to_json()) {
                let kind = definition.data_type.as_str();
                return Err(refused(format!("the field {key} takes a value of type {kind}")));
            }
        }
        let data = &mut self.account_mut(slot).custom_data;
        for (key, value) in update.iter() {
            match value.to_json() {
                Value::Null => drop(data.remove(key)),
                value => drop(data.insert(key.to_owned(), value)),
            }
        }
        Ok(())
    }

    /// The fields that have a value, as A12 and A13 show them (assumptions, protocol.md Q4, Q5).
    pub(crate) fn custom_data(&self, slot: Slot) -> Answer {
        #[derive(serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        struct View<'a> {
            key: &'a str,
            data_type: &'a CustomDataType,
            value: &'a Value,
            label: Option<&'a str>,
        }

        let data = &self.account(slot).custom_data;
        let mut views = Vec::new();
        for FieldDefinition { key, data_type, label } in &self.custom_fields {
            let label = label.as_deref();
            views.extend(data.get(key).map(|value| View { key, data_type, value, label }));
        }
        Answer::of(&views)
    }
}
