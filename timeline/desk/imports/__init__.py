"""Import of tables: a plan shows row by row what a file would do, and nothing else is done, in
portions that make nobody wait.

``plans``     the data structures: outcomes and what would be created
``planner``   rows and the database → a plan
``normalizing``, ``matching``, ``subjects``, ``sources``, ``dating``  parts of the planner
``tracking``  checks whether a plan has become stale
``executor``  executes a plan, a portion at a time
``writer``    rows of a plan → the database, with a version of each object
``views``     the pages of the desk; ``manage.py import_events`` does the same
"""
