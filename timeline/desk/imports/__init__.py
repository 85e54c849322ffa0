"""Import of tables: what a file would do is shown row by row, and done whole or not at all.

``plans``     the words for it: outcomes and what would be created
``planner``   rows and the database → a plan
``subjects``, ``sources``, ``dating``  its parts: names, citations and dates
``writer``    a plan → the database, with a version of each thing
``views``     the pages of the desk; ``manage.py import_events`` does the same
"""
