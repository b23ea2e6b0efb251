//! napi-rs binding: thin, no logic.
