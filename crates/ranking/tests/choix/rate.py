"""What choix makes of votes.

Standard input: a JSON object with `models` (how many), `pairs` (a list of [winner, loser]) and
`choices` (a list of [best, [all others]]). Prints a JSON object: the abilities, in nats, by each of
its methods.
"""

import json
import sys

import choix

votes = json.load(sys.stdin)
models = votes["models"]
pairs = [(winner, loser) for winner, loser in votes["pairs"]]
choices = [(best, tuple(others)) for best, others in votes["choices"]]

abilities = {}
if pairs:
    abilities["opt_pairwise"] = choix.opt_pairwise(models, pairs, alpha=0.0, tol=1e-10)
    abilities["ilsr_pairwise"] = choix.ilsr_pairwise(models, pairs)
if choices:
    abilities["opt_top1"] = choix.opt_top1(models, choices, alpha=0.0, tol=1e-10)
    abilities["mm_top1"] = choix.mm_top1(models, choices, tol=1e-10)
json.dump({method: list(found) for method, found in abilities.items()}, sys.stdout)
