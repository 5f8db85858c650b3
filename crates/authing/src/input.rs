use authing_types::InvalidValue;

/// Anything that is a value of type `T`, or text that parses into one.
///
/// The facade's methods take `impl IntoValue<Email>` and the like: pass `"ann@example.com"`, a
/// `String`, or an [`Email`](crate::types::Email) that was parsed before. Text that breaks the
/// type's rule is refused before anything is sent.
pub trait IntoValue<T>: Send {
    /// Parses, or passes a parsed value through.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`], which names the field and what to do.
    fn into_value(self) -> Result<T, InvalidValue>;
}

impl<T, V> IntoValue<T> for V
where
    V: TryInto<T, Error: Into<InvalidValue>> + Send,
{
    fn into_value(self) -> Result<T, InvalidValue> {
        self.try_into().map_err(Into::into)
    }
}
