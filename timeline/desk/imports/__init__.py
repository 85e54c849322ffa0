"""Import of tables: what a file would do is shown row by row, and done as it was
shown or not at all, in portions that make nobody wait.

``plans``     the words for it: outcomes and what would be created
``planner``   rows and the database → a plan
``subjects``, ``sources``, ``dating``  its parts: names, citations and dates
``holding``   is what a plan was made from still so?
``doing``     a plan is done, a portion at a time
``writer``    rows of a plan → the database, with a version of each thing
``views``     the pages of the desk; ``manage.py import_events`` does the same
"""
