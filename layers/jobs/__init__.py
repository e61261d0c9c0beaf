"""Long work: kinds of jobs, the worker that does them, and what a job may use."""
