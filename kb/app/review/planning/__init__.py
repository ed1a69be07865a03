"""What is planned: balanced days, breaks, exams."""
