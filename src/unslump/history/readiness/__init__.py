"""What a history can and cannot answer, and why.

census      counts a snapshot, in a query or two a table
answers     question by question: yes, within limits, or no
finding     one thing to know before trusting an answer
findings_*  what is found in leads, deals, work, time, names and channels
judging     all of it as one judgement
"""

from __future__ import annotations

from unslump.history.readiness.answers import Answer, Question
from unslump.history.readiness.finding import Finding
from unslump.history.readiness.judging import Readiness, readiness

__all__ = ["Answer", "Finding", "Question", "Readiness", "readiness"]
