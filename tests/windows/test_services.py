import psutil
import pytest
import sysprobe
from live import eventually


def test_psutil_sees_the_same_services():
    def told(service):
        start = service.start_type()
        return (
            service.display_name(),
            service.status(),
            service.binpath(),
            service.username(),
            start,
            service.description(),
        )

    def compare():
        before = {each.name(): told(each) for each in psutil.win_service_iter()}
        ours = {
            each.name: (
                each.display_name,
                each.status,
                each.command or "",
                each.username or "",
                each.start,
                each.description or "",
            )
            for each in sysprobe.services()
        }
        assert ours
        assert ours == before

    eventually(compare)


def test_one_service_by_its_name():
    first = sysprobe.services()[0]
    found = sysprobe.service(first.name.swapcase())
    assert (found.name, found.command) == (first.name, first.command)
    assert sysprobe.service("there is no such service") is None


def test_a_service_that_runs_has_a_process():
    def compare():
        running = [each for each in sysprobe.services() if each.status == "running"]
        if not running:
            pytest.skip("no service runs")
        assert {each.pid for each in running} <= set(sysprobe.pids())

    eventually(compare)
