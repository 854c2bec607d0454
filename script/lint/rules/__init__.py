"""The rules, a module a group; each rule carries its documentation and two examples that are its tests."""
