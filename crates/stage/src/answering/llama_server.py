"""llama.cpp's own server with one model: `python llama_server.py MODEL.gguf`.

It says where it listens and ends with its standard input.
"""

import sys

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx = 1024
params.n_parallel = 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
# No path of this machine belongs into a recording.
params.model_alias = {"smollm2-135m"}
params.warmup = False
params.port = 0
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
