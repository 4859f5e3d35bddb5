//! A real notification service.
