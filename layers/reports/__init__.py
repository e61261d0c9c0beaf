"""The report of a period: sections as data, figures that open their rows, editions that stay."""
