# The agents of this session as the host configured them, and the process or processes that each has.

import time

from child import Unstartable
from exec_run import ExecRun
from places import WORKSPACE
from turns import Turn
from worker import Worker


class Agent:
    def __init__(self, config):
        self.config = config
        self.worker = None
        self.runs = set()

    def turns(self):
        processes = self.runs | ({self.worker} if self.worker else set())
        return sum(len(process.held) for process in processes)


class Agents:
    def __init__(self, loop, outbox, turns, reaper, doors):
        self.loop = loop
        self.outbox = outbox
        self.turns = turns
        self.reaper = reaper
        self.doors = doors
        self.agents = {}
        # Every process that has not ended, also those that no agent will use again.
        self.processes = set()
        # Why no turn can be taken now: code, message and hint, or None.
        self.hindrance = lambda: None

    def configure(self, config):
        agent = self.agents.get(config["agent"])
        if agent is None:
            self.agents[config["agent"]] = Agent(config)
            return
        changed = agent.config["revision"] != config["revision"]
        agent.config = config
        if changed:
            self._retire(agent)

    def stop(self, name):
        agent = self.agents.get(name)
        if agent is not None:
            self._retire(agent)

    def get(self, name):
        return self.agents.get(name)

    def start(self, command):
        """Begins the turn. Whatever goes wrong from here on is the turn's end, not the command's."""
        agent = self.agents[command["agent"]]
        config = agent.config
        seconds = command.get("timeout_seconds", config["timeout_seconds"])
        turn = Turn(command["turn"], command["attempt"], command["agent"], seconds)
        context = dict({"workspace": WORKSPACE, "deadline": _after(seconds)}, **command["context"])
        self.turns.begin(turn)
        why_not = self.hindrance()
        if why_not is not None:
            self.turns.failed(turn, *why_not)
            return
        try:
            if config["contract"] == "exec":
                self._exec(agent, turn, command["message"], context)
            else:
                self._worker(agent).take(turn, command["message"], context)
        except Unstartable as problem:
            hint = "Check runtime and command in raworc.json, and the space's limit of processes."
            message = "The worker of agent %s could not be started: %s." % (turn.agent, problem)
            self.turns.failed(turn, "WORKER_UNSTARTABLE", message, hint)

    def start_ahead(self, name):
        """A worker that can't be started is found by the first turn, which says so."""
        agent = self.agents[name]
        if agent.config["contract"] != "function" or self.hindrance() is not None:
            return
        try:
            self._worker(agent)
        except Unstartable:
            pass

    def listed(self):
        return [
            {"agent": name, "revision": agent.config["revision"], "running": bool(agent.worker or agent.runs)}
            for name, agent in self.agents.items()
        ]

    def part_idle(self):
        for process in self.processes:
            if not process.held:
                process.part()

    def _exec(self, agent, turn, message, context):
        def ended(run):
            agent.runs.discard(run)
            self.processes.discard(run)

        work = (agent.config, turn, message, context)
        run = ExecRun(self.loop, self.outbox, self.turns, self.reaper, self.doors, *work, ended)
        agent.runs.add(run)
        self.processes.add(run)

    def _worker(self, agent):
        # One that has just crashed is replaced, not asked.
        self.reaper.reap()
        if agent.worker is None or not agent.worker.usable:

            def ended(worker):
                if agent.worker is worker:
                    agent.worker = None
                self.processes.discard(worker)

            parts = (self.loop, self.outbox, self.turns, self.reaper, self.doors)
            agent.worker = _process_for(agent.config)(*parts, agent.config, ended)
            self.processes.add(agent.worker)
        return agent.worker

    def _retire(self, agent):
        """Its process takes no more turns and ends with those that it has."""
        worker, agent.worker = agent.worker, None
        if worker is not None:
            worker.retire()



def _process_for(config):
    if config["contract"] != "http":
        return Worker
    # Most sessions have no such agent, and needn't have room for it.
    from http_server import HttpServer

    return HttpServer


def _after(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
