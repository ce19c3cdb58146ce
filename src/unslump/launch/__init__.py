"""Before a campaign starts: who answers for what, what each function owes the other, what is ready."""
