"""The byte cache: bounded by its bytes, the longest unused goes first."""

import threading

from web.cache import OVERHEAD, ByteCache, Kept


def _kept(size: int) -> Kept:
    return Kept(b"x" * size, False, "tag")


def test_longest_unused_goes_first() -> None:
    cache = ByteCache(3 * (100 + OVERHEAD))
    for key in "abc":
        cache.put(key, _kept(100))
    cache.get("a")
    cache.put("d", _kept(100))
    assert cache.get("b") is None
    assert all(cache.get(key) for key in "acd")


def test_what_is_larger_than_all_is_not_kept() -> None:
    cache = ByteCache(1000)
    cache.put("large", _kept(2000))
    assert cache.get("large") is None
    cache.put("small", _kept(10))
    assert cache.get("small") is not None


def test_replaced_answer_is_not_counted_twice() -> None:
    cache = ByteCache(2 * (100 + OVERHEAD))
    for _ in range(50):
        cache.put("a", _kept(100))
    cache.put("b", _kept(100))
    assert cache.get("a") is not None
    assert cache.get("b") is not None


def test_many_threads_at_once_keep_it_whole() -> None:
    cache = ByteCache(20 * (50 + OVERHEAD))

    def work(start: int) -> None:
        for number in range(500):
            cache.put((start + number) % 60, _kept(50))
            cache.get(number % 60)

    threads = [threading.Thread(target=work, args=(each * 7,)) for each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache._size == len(cache._kept) * (50 + OVERHEAD) <= cache._capacity
