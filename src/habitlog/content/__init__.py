"""The education of habitlog: cited snippets, the rules that show them, and the linter over all shipped text."""
