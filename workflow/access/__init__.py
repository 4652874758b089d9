"""Who may see and do what: role AND agency AND case AND not conflicted AND not excluded. Deny by default.

``verbs`` says what a role may do anywhere, ``sight`` which cases a person lists, reads and acts on, ``standing`` how
one person stands to one case, ``members`` who is let in to a case, ``read_log`` who has looked.
"""
