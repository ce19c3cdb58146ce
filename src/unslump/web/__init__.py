"""The web app: pages and API over the questions that the command line asks too.

    answers    questions that take long: asked once, worked out by a worker, kept
    accounts   who may come in, and what they may do
    safety     headers, hosts, forms from elsewhere, sizes, guesses at passwords
    pages      one file a page; templates, static and words beside them
    api        JSON under /api/v1
    app        all of it as one application
    serving    the server and its worker

Pages hold no logic of their own: they call what the command line calls and show the same numbers.
"""
