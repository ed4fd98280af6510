package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/contrib/instrumentation/github.com/gin-gonic/gin/otelgin"
)

type ginContext = gin.Context

func newEngine(store *store, t *telemetry) *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(gin.Recovery())
	if t != nil {
		engine.Use(
			otelgin.Middleware("peer", otelgin.WithTracerProvider(t.provider), otelgin.WithPropagators(t.propagator)),
			t.observeREST)
	}
	engine.GET("/v1/users/:id", func(c *gin.Context) {
		user, ok := store.find(c.Param("id"))
		if !ok {
			c.JSON(http.StatusNotFound, gin.H{"code": "not_found"})
			return
		}
		c.JSON(http.StatusOK, user)
	})
	engine.POST("/v1/users", func(c *gin.Context) {
		var fields newUser
		if err := c.ShouldBindJSON(&fields); err != nil {
			c.JSON(http.StatusBadRequest, gin.H{"code": "invalid_argument", "message": err.Error()})
			return
		}
		user := store.add(fields)
		c.Header("Location", "/v1/users/"+user.ID)
		c.JSON(http.StatusCreated, user)
	})
	return engine
}

func (t *telemetry) observeREST(c *gin.Context) {
	begun := time.Now()
	c.Next()
	t.observe(c.Request.Context(), "rest", c.FullPath(), strconv.Itoa(c.Writer.Status()), time.Since(begun))
}
