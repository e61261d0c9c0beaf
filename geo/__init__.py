"""Pure geometry and analysis: values in, values out."""
