"""The same first screen as a Streamlit page: its script works the answer out on every visit.

streamlit run bench/peers/streamlit_page.py -- DIR
"""

from __future__ import annotations

import os

import streamlit as st

import unslump

workspace = unslump.open(os.environ["UNSLUMP_BENCH_WORKSPACE"])
result = workspace.check()
st.title(result.sentence)
st.metric("Chance", f"{result.probability:.0%}" if result.probability is not None else "–")
st.dataframe([row.model_dump() for row in result.evidence.lanes])
for reason in result.reasons:
    st.write(reason)
