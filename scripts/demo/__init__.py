"""The demonstration ward: an invented neighbourhood like Gia Thụy, the same bits each time.

Drawn in metres (VN-2000, EPSG:5897) around 105.886281 E, 21.048956 N, stored in degrees. In it
the first half of 2016 gives exactly the figures of the half-year report of 2016; everything else
is made up, and marked as illustration ("dữ liệu minh hoạ").
"""
