import pickle

from geo.errors import InputError, ServiceError
from geo.text import Text


def test_input_error_speaks_both_languages_and_names_field_and_value():
    error = InputError(Text("sai", "wrong"), field="cell_m", value=-5)
    assert isinstance(error, ServiceError)
    assert str(error) == "sai / wrong"
    assert (error.field, error.value) == ("cell_m", -5)


def test_input_error_survives_a_worker_process():
    error = pickle.loads(pickle.dumps(InputError(Text("sai", "wrong"), field="z", value=3)))
    assert (str(error), error.field, error.value) == ("sai / wrong", "z", 3)
