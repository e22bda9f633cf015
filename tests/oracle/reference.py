"""What PyTorch makes of the same network, picture and labels: the truth in double precision, and
how far from it single precision and a breath of noise on the pictures lead."""
import copy

import numpy
import torch

from kinks import settle

N_CURVE_STEPS = 10
MOMENTUM, DECAY = 0.9, 1e-4
# From the highest.
CURVE_RATES = {"sgd": (0.01, 0.003, 0.001, 0.0003, 0.0001, 3e-5, 1e-5, 3e-6, 1e-6),
               "adamw": (0.001, 0.0003, 0.0001, 3e-5, 1e-5)}
# Rounding in the engine and in PyTorch differs by the order of sums: it may lead this many times as
# far from the truth as PyTorch in single precision is.
ROUNDING = 16
# Of millions of activations some lie so near a kink that rounding decides on which side. This much
# noise, as a share of every pixel, lets about as many cross as rounding does.
NOISE = 3e-6
N_DRAWS = 4
# Draws after those, with more noise: kinks are kept further away than rounding reaches.
MORE_NOISE = 1e-5
# Where pictures are drawn again, and rates lowered.
N_SEEDS, FEW_KINKS, CALM = 32, 3e-4, 2e-4
# A curve that noise leads further than this meets kinks on its way.
ASTRAY = 2e-4
# A curve that does not move proves nothing.
LEAST_CHANGE = 0.05
# A gradient this small beside the largest of the step is zero: what comes before a batch-norm that
# takes it out again.
ZERO = 1e-5


def largest(array):
    return numpy.abs(array).max(initial=0)


def optimizer_of(kind, parameters, rate):
    if kind == "sgd":
        return torch.optim.SGD(parameters, rate, MOMENTUM, weight_decay=DECAY)
    return torch.optim.AdamW(parameters, rate, weight_decay=DECAY)


def change_of(curve):
    return abs(curve[-1] - curve[0]) / curve[0]


class Reference:
    """A network with pictures and labels, and the names of its parameters above a frost line in the
    middle; answers are kept, exports of one network share them."""

    def __init__(self, model, x, labels, upper=frozenset()):
        self.model, self.x, self.labels, self.upper = model, x, labels, upper
        generator = numpy.random.default_rng(1)
        self.noise = [1] + [1 + noise * generator.standard_normal(x.shape)
                            for noise in (NOISE, MORE_NOISE) for _ in range(N_DRAWS)]
        self.kept = {}
        self.has_norms = any(isinstance(m, torch.nn.BatchNorm2d) for m in model.modules())
        self.parameters = {n: tuple(p.shape) for n, p in model.named_parameters()}

    def prepare(self, trainable, statistics, dtype):
        """Batch-norms below the frost line stay as they are; dropout is off in both."""
        model = copy.deepcopy(self.model).to(dtype)
        model.eval()
        for name, module in model.named_modules():
            if isinstance(module, torch.nn.BatchNorm2d) and name + ".weight" in trainable:
                module.train(statistics == "batch")
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(name in trainable)
        return model

    def loss_of(self, model, dtype, draw):
        x = self.x * self.noise[draw]
        return torch.nn.functional.cross_entropy(model(torch.from_numpy(x).to(dtype)),
                                                 torch.from_numpy(self.labels))

    def keep(self, key, function):
        if key not in self.kept:
            self.kept[key] = function()
        return self.kept[key]

    def logits(self, dtype=torch.float64, draw=0):
        def work():
            x = self.x * self.noise[draw]
            with torch.no_grad():
                model = copy.deepcopy(self.model).to(dtype).eval()
                return model(torch.from_numpy(x).to(dtype)).numpy()
        return self.keep(("logits", dtype, draw), work)

    def step(self, trainable, statistics, dtype=torch.float64, draw=0):
        """Loss, gradients and batch-norm statistics."""
        def work():
            model = self.prepare(trainable, statistics, dtype)
            loss = self.loss_of(model, dtype, draw)
            loss.backward()
            gradients = {n: p.grad.numpy() for n, p in model.named_parameters()
                         if p.requires_grad and p.grad is not None}
            buffers = {n: b.numpy() for n, b in model.named_buffers()}
            return loss.item(), gradients, buffers
        return self.keep(("step", trainable, statistics, dtype, draw), work)

    def places(self):
        """Where the frost line is tried: the names of what is trainable, and which statistics."""
        everything = frozenset(self.parameters)
        places = [(everything, "running"), (self.upper, "running")]
        if self.has_norms:
            places += [(everything, "batch"), (self.upper, "batch")]
        return places

    def rate(self, trainable, statistics, kind):
        """Well below the highest at which training goes down and not astray, as long as losses move:
        a curve that runs away multiplies every rounding."""
        def calm(rate):
            place = trainable, statistics, kind, rate
            curve = self.curve(*place)
            if max(curve) > 1.02 * curve[0] or curve[-1] >= curve[0]:
                return False
            rough = self.curve(*place, dtype=torch.float32)
            # One after the other: most rates are refused by the first.
            moved = (self.curve(*place, draw=N_DRAWS + draw) for draw in range(1, N_DRAWS + 1))
            return (largest(rough - curve) < CALM * largest(curve)
                    and all(largest(m - curve) < ASTRAY * largest(curve) for m in moved))

        def work():
            rates = CURVE_RATES[kind]
            highest = next((i for i, rate in enumerate(rates) if calm(rate)), len(rates) - 1)
            below = rates[min(highest + 1, len(rates) - 1)]
            curve = self.curve(trainable, statistics, kind, below)
            return below if change_of(curve) >= LEAST_CHANGE else rates[highest]
        return self.keep(("rate", trainable, statistics, kind), work)

    def kinks(self, limit):
        """How much of a gradient hangs, at worst, on activations near their kinks; the search ends
        where it is more than limit."""
        worst = 0
        for place in self.places():
            truth = self.step(*place)[1]
            zero = ZERO * max(largest(g) for g in truth.values())
            for draw in range(N_DRAWS + 1, 2 * N_DRAWS + 1):
                moved = self.step(*place, draw=draw)[1]
                worst = max([worst] + [largest(moved[n] - truth[n]) / max(largest(truth[n]), zero)
                                       for n in truth])
                if worst > limit:
                    return worst
        return worst

    def curve(self, trainable, statistics, kind, rate, dtype=torch.float64, draw=0):
        """Losses before each of ten steps and after the last."""
        def work():
            model = self.prepare(trainable, statistics, dtype)
            optimizer = optimizer_of(kind, [p for p in model.parameters() if p.requires_grad],
                                     rate)
            losses = []
            for _ in range(N_CURVE_STEPS + 1):
                optimizer.zero_grad()
                loss = self.loss_of(model, dtype, draw)
                losses.append(loss.item())
                loss.backward()
                optimizer.step()
            return numpy.array(losses)
        return self.keep(("curve", trainable, statistics, kind, rate, dtype, draw), work)

    def rounding(self, function, *arguments):
        """How far rounding may lead the answer, made an array by function, from the truth."""
        return ROUNDING * largest(function(*arguments, dtype=torch.float32)
                                  - function(*arguments))

    def slack(self, function, *arguments):
        """The same for all reasons that are nobody's mistake: rounding, and activations near their
        kinks."""
        truth = function(*arguments)
        moved = [function(*arguments, draw=draw) for draw in range(1, N_DRAWS + 1)]
        return max([self.rounding(function, *arguments)]
                   + [2 * largest(m - truth) for m in moved])


def draw_reference(model, size, n_images, n_classes, upper):
    """Pictures from a seed, and the network away from its kinks for them, with the frost line at the
    bottom or below the parameters named by `upper`; drawn again while much hangs on kinks all the same
    (which of two numbers is the larger, in a max-pool), the best of some."""
    best = None
    for seed in range(N_SEEDS):
        generator = numpy.random.default_rng(seed)
        x = generator.uniform(-1, 1, (n_images, 3, size, size)).astype(numpy.float32)
        settled = copy.deepcopy(model)
        settle(settled, x, upper)
        reference = Reference(settled, x, generator.integers(0, n_classes, n_images), upper)
        kinks = reference.kinks(best[0] if best else numpy.inf)
        if best is None or kinks < best[0]:
            best = kinks, reference
        if kinks < FEW_KINKS:
            break
    return best[1]
