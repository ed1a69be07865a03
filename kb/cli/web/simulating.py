"""The process in which ``kb serve`` counts the days to come, beside its pages."""

from kb.app.child_process import answer_question
from kb.app.review.simulating.apart import answer
from kb.cli.run import run

if __name__ == "__main__":
    answer_question(lambda question: run(answer(question)))
