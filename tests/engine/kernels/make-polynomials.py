#!/usr/bin/env python3
"""Prints the coefficients of isa-math.h, lowest power first, with the error each polynomial has
before anything is rounded to float.

    python3 make-polynomials.py     (python3-mpmath of Debian 12)

Minimax polynomials by Remez' exchange algorithm: E. Ya. Remez, Sur la détermination des polynômes
d'approximation de degré donné, 1934.
"""
import mpmath as mp

mp.mp.dps = 50


def chebyshev(low, high, n):
    return [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * k / (n - 1)) for k in range(n)]


def levelled(function, weight, points):
    """The polynomial whose weighted error alternates with one height at the points."""
    n = len(points)
    matrix, right = mp.matrix(n, n), mp.matrix(n, 1)
    for i, x in enumerate(points):
        for k in range(n - 1):
            matrix[i, k] = x**k
        matrix[i, n - 1] = (-1) ** i / weight(x)
        right[i] = function(x)
    return list(mp.lu_solve(matrix, right))[: n - 1]


def extremes(error, n):
    """Indices of the n greatest errors that alternate in sign."""
    runs = []
    for i, e in enumerate(error):
        if runs and (e >= 0) == (error[runs[-1]] >= 0):
            if abs(e) > abs(error[runs[-1]]):
                runs[-1] = i
        else:
            runs.append(i)
    while len(runs) > n:
        runs.pop(0 if abs(error[runs[0]]) < abs(error[runs[-1]]) else -1)
    return runs


def remez(name, function, weight, low, high, degree):
    points, grid = chebyshev(low, high, degree + 2), chebyshev(low, high, 801)
    values, weights = [function(x) for x in grid], [weight(x) for x in grid]
    for _ in range(12):
        polynomial = levelled(function, weight, points)
        error = [w * (mp.polyval(polynomial[::-1], x) - v)
                 for x, v, w in zip(grid, values, weights)]
        points = [grid[i] for i in extremes(error, degree + 2)]
    worst = mp.nstr(max(abs(e) for e in error), 2)
    print(f"{name}: relative error {worst}")
    print("  " + ", ".join(mp.nstr(c, 9) for c in polynomial))


def tanh_quotient(s):
    x = mp.sqrt(s)
    return (mp.tanh(x) / x - 1) / s if s > 0 else mp.mpf(-1) / 3


def erf_quotient(s):
    x = mp.sqrt(s)
    return mp.erf(x) / x if s > 0 else 2 / mp.sqrt(mp.pi)


def tail(u):
    """erfc (a / sqrt 2) / 2 without its factor exp (-a^2 / 2), u = 1 / (1 + 0.296875 a)."""
    a = (1 / u - 1) / mp.mpf("0.296875")
    return mp.erfc(a / mp.sqrt(2)) * mp.exp(a * a / 2) / 2


# The error of tanh is that of x^2 times the polynomial, beside the 1 that is exact.
remez("(tanh x / x - 1) / x^2, by x^2 up to 0.625^2", tanh_quotient,
      lambda s: s / (1 + s * tanh_quotient(s)) + mp.mpf("1e-9"), mp.mpf(0), mp.mpf("0.625") ** 2, 4)
remez("erf x / x, by x^2 up to 1", erf_quotient, lambda s: 1 / erf_quotient(s), mp.mpf(0),
      mp.mpf(1), 6)
remez("normal tail, by u, a up to 14", tail, lambda u: 1 / tail(u),
      1 / (1 + mp.mpf("0.296875") * 14), mp.mpf(1), 8)
