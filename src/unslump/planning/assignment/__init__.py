"""The assignment: who does what and what is spent, month by month, so that most comes of it.

ahead.py     from the engine to scenarios        rules.py, limits.py, locks.py   what a plan must keep
decision.py  a plan, and exactly what it brings  program.py, solving.py          the best plan, and the gap
replay.py    a plan run through the simulation   words.py, changes.py, answer.py what people read
planner.py   from the question to the answer
"""
