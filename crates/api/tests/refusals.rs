//! What the macros refuse, and the words in which they do.

#[test]
fn a_wrong_declaration_is_refused_with_a_message_that_names_the_mistake() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
